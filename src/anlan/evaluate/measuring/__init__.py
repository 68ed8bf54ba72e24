"""From the records of a deployment to measured values and their scores, by area and month."""
