"""What every room uses: problems, own addresses, cursors, codelists, and the threads that calls run on."""
