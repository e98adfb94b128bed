//! Every quantity of a scenario, to be changed in place.

use super::{
    BuyWhenCheap, Contract, ContractPrice, ContractVolume, District, Fabricator, Facility, Hedge,
    HedgePayoff, Inventory, Jumps, Leach, LeachClass, MetalNeed, Mine, Money, OutageKind, Phase,
    Price, PriceProcess, Product, Quantity, Ramp, RampCurve, Region, Route, Scenario, Scrap,
    Shutdown, Spot, StackingEnd, StockPolicy, Substitution, Supplier, Taking, Tariff, Trader,
    Uplift, UpliftGain,
};

impl Scenario {
    /// Every quantity, in the order of the scenario. The patterns name every field, so that a new
    /// one cannot be forgotten.
    pub fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let mut all: Vec<&mut Quantity> =
            self.variables.iter_mut().map(|variable| &mut variable.value).collect();
        all.extend(self.price.quantities_mut());
        all.extend(self.regions.iter_mut().flat_map(Region::quantities_mut));
        all.extend(self.routes.iter_mut().flat_map(Route::quantities_mut));
        all.extend(self.districts.iter_mut().flat_map(District::quantities_mut));
        all.extend(self.mines.iter_mut().flat_map(Mine::quantities_mut));
        all.extend(self.contracts.iter_mut().flat_map(Contract::quantities_mut));
        all.extend(self.fabricators.iter_mut().flat_map(Fabricator::quantities_mut));
        all.extend(self.hedges.iter_mut().flat_map(Hedge::quantities_mut));
        all.extend(self.facilities.iter_mut().flat_map(Facility::quantities_mut));
        all.extend(&mut self.shortage.penalty);
        all.extend(self.money.quantities_mut());
        all
    }
}

impl Money {
    fn quantities_mut(&mut self) -> impl Iterator<Item = &mut Quantity> {
        let Money { discount_rate, capital_cost, carbon_price } = self;
        [discount_rate, capital_cost, carbon_price].into_iter().flatten()
    }
}

impl Tariff {
    fn quantities_mut(&mut self) -> impl Iterator<Item = &mut Quantity> {
        let Tariff { rate, duty, from: _ } = self;
        [rate, duty].into_iter().flatten()
    }
}

impl Price {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Price { initial, process } = self;
        let mut all = vec![initial];
        let jumps = match process {
            PriceProcess::Constant | PriceProcess::Table { points: _ } => None,
            PriceProcess::Gbm { drift, volatility, jumps, compensated: _ } => {
                all.extend([drift, volatility]);
                jumps.as_mut()
            }
            PriceProcess::MeanReverting { level, half_life, volatility, jumps } => {
                all.extend([level, half_life, volatility]);
                jumps.as_mut()
            }
        };
        if let Some(Jumps { rate, mean, standard_deviation }) = jumps {
            all.extend([rate, mean, standard_deviation]);
        }
        all
    }
}

impl Region {
    pub(crate) fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Region { name: _, basis, spot, inventory, resale_discount } = self;
        let mut all: Vec<&mut Quantity> = basis.iter_mut().collect();
        if let Some(spot) = spot {
            let Spot {
                available,
                elasticity,
                reference_price,
                premium,
                impact,
                price_cap,
                lag,
                tariff,
                carbon,
                water,
                boundary: _,
            } = spot;
            all.extend([available, elasticity]);
            all.extend(reference_price);
            all.push(premium);
            all.extend(impact);
            all.extend(price_cap);
            all.push(lag);
            all.extend(tariff.iter_mut().flat_map(Tariff::quantities_mut));
            all.extend(carbon);
            all.extend(water);
        }
        if let Some(Inventory { initial, capacity, target, policy, cheap, holding_cost }) =
            inventory
        {
            all.extend([initial, capacity, target]);
            match policy {
                StockPolicy::BaseStock => {}
                StockPolicy::Reorder { reorder_point, order_up_to } => {
                    all.extend([reorder_point, order_up_to])
                }
                StockPolicy::DaysOfCover { cover } => all.push(cover),
            }
            if let Some(BuyWhenCheap { below, up_to }) = cheap {
                all.extend([below, up_to]);
            }
            all.push(holding_cost);
        }
        all.push(resale_discount);
        all
    }
}

impl Route {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Route { name: _, from: _, to: _, capacity, cost, lead_time, tariff, keep, carbon } =
            self;
        let mut all = vec![capacity, cost, lead_time, tariff];
        all.extend(keep);
        all.extend(carbon);
        all
    }
}

impl District {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let District { name: _, outages } = self;
        outages.iter_mut().flat_map(OutageKind::quantities_mut).collect()
    }
}

impl Mine {
    pub(crate) fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Mine {
            name: _,
            capacity,
            ramp,
            utilisation,
            variation,
            outages,
            district: _,
            maintenance,
            leach,
            uplift,
            reserve,
            products,
            carbon,
            water,
            boundary: _,
        } = self;
        let mut all = vec![capacity];
        if let Some(Ramp { from: _, curve, reaches_design, plateau }) = ramp {
            match curve {
                RampCurve::Linear { duration } => all.push(duration),
                RampCurve::Weibull { shape, scale } => all.extend([shape, scale]),
            }
            all.push(reaches_design);
            all.extend(plateau);
        }
        all.extend([utilisation, variation]);
        all.extend(outages.iter_mut().flat_map(OutageKind::quantities_mut));
        all.extend(
            maintenance.iter_mut().map(|Shutdown { month: _, duration, every: _ }| duration),
        );
        if let Some(Leach { stacking, from: _, until, lag, classes }) = leach {
            all.push(stacking);
            match until {
                StackingEnd::Never | StackingEnd::Month(_) => {}
                StackingEnd::Quantity(quantity) => all.push(quantity),
            }
            all.push(lag);
            for LeachClass { share, recovery, time_constant } in classes {
                all.extend([share, recovery, time_constant]);
            }
        }
        if let Some(Uplift { after, gain: UpliftGain::Recovery(gain) | UpliftGain::Output(gain) }) =
            uplift
        {
            all.extend([after, gain]);
        }
        all.extend(reserve);
        for Product { name: _, share, carbon, water, boundary: _ } in products {
            all.extend(share);
            all.extend(carbon);
            all.extend(water);
        }
        all.extend(carbon);
        all.extend(water);
        all
    }
}

impl OutageKind {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let OutageKind { name: _, rate, duration, loss, start: _ } = self;
        vec![rate, duration, loss]
    }
}

impl Contract {
    pub(crate) fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Contract {
            name: _,
            supplier,
            product: _,
            region: _,
            from: _,
            to: _,
            volume,
            tolerance,
            claim: _,
            max_share_of_output,
            price,
            taking,
            make_up,
            carry_over: _,
            force_majeure,
            default_rate,
            renewal,
            lag,
            tariff,
        } = self;
        let mut all = Vec::new();
        match volume {
            ContractVolume::Rate(quantity) | ContractVolume::Quantity(quantity) => {
                all.push(quantity)
            }
            ContractVolume::Listed(quotas) => {
                all.extend(quotas.iter_mut().map(|quota| &mut quota.quantity))
            }
            ContractVolume::ShareOfOutput => {}
        }
        if let Supplier::Trader(Trader { name: _, carbon, water, boundary: _ }) = supplier {
            all.extend(carbon);
            all.extend(water);
        }
        all.extend(tolerance.as_mut().map(|tolerance| &mut tolerance.share));
        all.push(max_share_of_output);
        match price {
            ContractPrice::Reference { regional: _, premium, floor, cap, quotation: _ } => {
                all.push(premium);
                all.extend(floor);
                all.extend(cap);
            }
            ContractPrice::Fixed(price) => all.push(price),
        }
        match taking {
            Taking::All | Taking::Needed { take_or_pay: None } => {}
            Taking::Needed { take_or_pay: Some(share) } => all.push(share),
        }
        all.extend(make_up.as_mut().and_then(|make_up| make_up.cap.as_mut()));
        all.extend(force_majeure.as_mut().map(|clause| &mut clause.below));
        all.extend(default_rate);
        all.extend(renewal.as_mut().map(|renewal| &mut renewal.probability));
        all.push(lag);
        all.extend(tariff.iter_mut().flat_map(Tariff::quantities_mut));
        all
    }
}

impl Hedge {
    pub(crate) fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Hedge { name: _, region: _, from: _, to: _, rate, payoff } = self;
        let mut all = vec![rate];
        match payoff {
            HedgePayoff::Swap { strike } => all.push(strike),
            HedgePayoff::Collar { floor, cap, premium } => {
                all.extend(floor);
                all.extend(cap);
                all.push(premium);
            }
        }
        all
    }
}

impl Facility {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Facility {
            name: _,
            region: _,
            metal,
            power,
            start: _,
            lead,
            build,
            start_delay,
            overrun,
            profile: _,
            built_probability,
            phases,
            components: _,
            recycled,
            secured,
            cancellation,
            deferral,
            priority: _,
            cost_of_delay,
        } = self;
        let mut all = match metal {
            MetalNeed::Lump(quantity) | MetalNeed::Intensity(quantity) => vec![quantity],
        };
        all.extend(power);
        all.extend([lead, build, start_delay, overrun, built_probability]);
        for Phase { share: _, after, build } in phases {
            all.push(after);
            all.extend(build);
        }
        all.extend(recycled);
        all.extend(secured);
        all.extend(cancellation);
        all.extend(deferral);
        all.extend(cost_of_delay);
        all
    }
}

impl Fabricator {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Fabricator {
            name: _,
            region: _,
            lead_time,
            metal_yield,
            scrap,
            capacity,
            allocation: _,
            stock,
            substitution,
        } = self;
        let mut all = vec![lead_time, metal_yield];
        match scrap {
            Scrap::Sold { discount } => all.push(discount),
            Scrap::Returned => {}
        }
        all.extend(capacity);
        all.extend(stock);
        if let Some(Substitution { price, ratio, share, redesign, mass }) = substitution {
            all.extend([price, ratio, share, redesign, mass]);
        }
        all
    }
}
