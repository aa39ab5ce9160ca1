"""What every request, query and read of the cache leaves in the metrics, under django-prometheus' names."""
