"""Who somebody is: keys, and accounts of a council's own provider by OpenID Connect."""
