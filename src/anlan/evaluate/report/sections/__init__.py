"""The sections of the annual report, one file each or two that belong together.

Every one is there in every report; where there is nothing to tell, it says so and why.
"""
