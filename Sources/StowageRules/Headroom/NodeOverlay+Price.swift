import StowageModel
import StowageUnits

extension NodeOverlay {
  var changesPrice: Bool { price != nil || priceAdjustment != nil }

  /// The price that it sets, or an old one adjusted: by an amount or by a percentage, never below zero.
  func price(instead old: Money) -> Money {
    if let price, let dollars = Double(price) { return Money(dollars: max(0, dollars)) }
    guard let priceAdjustment else { return old }
    if priceAdjustment.hasSuffix("%") {
      guard let percent = Double(priceAdjustment.dropLast()) else { return old }
      return Money(dollars: max(0, old.dollars * (1 + percent / 100)))
    }
    guard let dollars = Double(priceAdjustment) else { return old }
    return Money(nanos: max(0, old.nanos + Money(dollars: dollars).nanos))
  }

  /// Why it is no overlay; nil where it is one.
  var fault: String? {
    if price != nil && priceAdjustment != nil { return "it has both a price and a priceAdjustment" }
    if let price, Double(price).map({ !$0.isFinite || $0 < 0 }) ?? true {
      return "the price \(price) is no amount of dollars"
    }
    if let adjustment = priceAdjustment {
      let number = adjustment.hasSuffix("%") ? adjustment.dropLast() : adjustment[...]
      let isSigned = ["+", "-"].contains(adjustment.prefix(1))
      if !isSigned || Double(number).map({ !$0.isFinite }) ?? true {
        return "the priceAdjustment \(adjustment) is neither an amount with a sign nor a percentage with one"
      }
    }
    let standard: [ResourceName] = [.cpu, .memory, .ephemeralStorage, .pods]
    if let name = capacity.entries.first(where: { standard.contains($0.name) })?.name {
      return "the capacity \(name.text) is the provider's to state"
    }
    for written in requirements {
      if let flaw = written.flaw { return "its requirement on \(written.key) \(flaw)" }
    }
    return nil
  }
}
