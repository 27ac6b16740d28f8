import StowageModel
import StowageRules
import StowageUnits

extension Catalog {
  /// A catalog of what the EC2 API and the AWS price list say, and what had to be left out.
  ///
  /// - Parameter region: nil takes the one that all zones of the facts are in.
  /// - Throws: where the facts lack a part, or are of several regions.
  public static func importing(
    _ facts: EC2Facts, region: String? = nil, name: String? = nil
  ) throws(InputError) -> (catalog: Catalog, omissions: [Omission]) {
    let region = if let region { region } else { try facts.onlyRegion() }
    let parts: [(Bool, String, String)] = [
      (facts.types.isEmpty, "InstanceTypes", "aws ec2 describe-instance-types"),
      (
        facts.places.isEmpty, "InstanceTypeOfferings",
        "aws ec2 describe-instance-type-offerings --location-type availability-zone"
      ),
      (
        facts.onDemandPrices.isEmpty && facts.spotPrices.isEmpty, "prices",
        "aws pricing get-products --service-code AmazonEC2, or aws ec2 describe-spot-price-history"
      ),
    ]
    for (isMissing, part, command) in parts where isMissing {
      throw InputError(
        "MissingFacts", object: part, rule: "are not in any of the files", hint: "They come from " + command)
    }
    return make(of: facts, region: region, name: name ?? "aws/" + region)
  }
}

extension EC2Facts {
  fileprivate func onlyRegion() throws(InputError) -> String {
    let regions = self.regions
    if regions.count == 1 { return regions[0] }
    guard regions.isEmpty else {
      throw InputError(
        "SeveralRegions", object: "InstanceTypeOfferings", found: regions.joined(separator: ", "),
        rule: "are several regions", hint: "Choose one with --region")
    }
    throw InputError(
      "UnknownRegion", object: "InstanceTypeOfferings", rule: "name no zone of a region",
      hint: "Ask with --location-type availability-zone, or name the region with --region")
  }
}
