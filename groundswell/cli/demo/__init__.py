"""An invented call about clean rivers, the same each time: nobody in it exists, the towns do."""
