"""The desk: where people work in a browser. Each address calls what the workbench's addresses call."""
