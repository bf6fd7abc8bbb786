"""What other systems know of engagements, in as drafts: Citizen Space, LocalGov Drupal, and plain tables."""
