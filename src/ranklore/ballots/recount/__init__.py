"""From the vote log to standings. The log is the truth; everything published can be rebuilt from it."""
