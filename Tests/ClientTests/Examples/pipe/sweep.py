"""Spreads requests, one a line, over a Spark cluster: sweep.py PROGRAM REQUESTS; prints one plan a line, in their order."""
import sys

from pyspark import SparkContext

program, requests = sys.argv[1:]
spark = SparkContext("local[2]", "stowage")
spark.setLogLevel("ERROR")
plans = spark.textFile(requests, minPartitions=4).pipe(f"{program} serve --once-per-line", checkCode=True)
for plan in plans.collect():
    print(plan)
