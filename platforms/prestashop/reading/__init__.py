"""Pure reading: decoded rows of the webservice in, our frozen shapes out; nothing is asked here."""
