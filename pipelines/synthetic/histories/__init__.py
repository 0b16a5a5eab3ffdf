"""Lives of made-up children: pure functions of a generator of random numbers and a practice.

A life is generated to the end of the made-up world, whatever day an extract is cut at;
:mod:`pipelines.synthetic.histories.cut` takes the view of a day from it.
"""
