@_exported import StowageModel
@_exported import StowagePlan
