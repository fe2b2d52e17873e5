"""PrestaShop: its webservice for reading, its module for the launch."""
