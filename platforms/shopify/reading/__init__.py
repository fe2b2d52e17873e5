"""What the Admin API says becomes the shapes that every room knows; what is missing is named."""
