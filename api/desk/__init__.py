"""What the pages of the desk show and do: each calls the services that the addresses of the workbench call."""
