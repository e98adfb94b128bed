//! Every quantity of a scenario, to be changed in place.

use super::{
    Contract, ContractPrice, ContractVolume, Copper, Facility, Inventory, Jumps, Mine, OutageKind, Price, PriceProcess, Quantity,
    Region, Scenario, Spot, Supplier, Taking, Trader,
};

impl Scenario {
    /// Every quantity, in the order of the scenario. The patterns name every field, so that a new one cannot be forgotten.
    pub fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let mut all: Vec<&mut Quantity> = self.variables.iter_mut().map(|variable| &mut variable.value).collect();
        all.extend(self.price.quantities_mut());
        all.extend(self.regions.iter_mut().flat_map(Region::quantities_mut));
        all.extend(self.mines.iter_mut().flat_map(Mine::quantities_mut));
        all.extend(self.contracts.iter_mut().flat_map(Contract::quantities_mut));
        all.extend(self.facilities.iter_mut().flat_map(Facility::quantities_mut));
        all.extend(&mut self.shortage.penalty);
        all
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
        let Region { name: _, spot, inventory, resale_discount } = self;
        let mut all = Vec::new();
        if let Some(Spot { available, elasticity, reference_price, premium, carbon, water, boundary: _ }) = spot {
            all.extend([available, elasticity]);
            all.extend(reference_price);
            all.push(premium);
            all.extend(carbon);
            all.extend(water);
        }
        if let Some(Inventory { initial, capacity, target, holding_cost }) = inventory {
            all.extend([initial, capacity, target, holding_cost]);
        }
        all.push(resale_discount);
        all
    }
}

impl Mine {
    pub(crate) fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Mine { name: _, capacity, ramp, utilisation, variation, outages, carbon, water, boundary: _ } = self;
        let mut all = vec![capacity];
        all.extend(ramp.as_mut().map(|ramp| &mut ramp.duration));
        all.extend([utilisation, variation]);
        for OutageKind { rate, duration, start: _ } in outages {
            all.extend([rate, duration]);
        }
        all.extend(carbon);
        all.extend(water);
        all
    }
}

impl Contract {
    pub(crate) fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Contract {
            name: _,
            supplier,
            region: _,
            from: _,
            to: _,
            volume,
            max_share_of_output,
            price,
            taking,
            carry_over: _,
            lag,
        } = self;
        let mut all = Vec::new();
        match volume {
            ContractVolume::Rate(quantity) | ContractVolume::Quantity(quantity) => all.push(quantity),
            ContractVolume::ShareOfOutput => {}
        }
        if let Supplier::Trader(Trader { name: _, carbon, water, boundary: _ }) = supplier {
            all.extend(carbon);
            all.extend(water);
        }
        all.push(max_share_of_output);
        match price {
            ContractPrice::Reference { premium, floor, cap } => {
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
        all.push(lag);
        all
    }
}

impl Facility {
    fn quantities_mut(&mut self) -> Vec<&mut Quantity> {
        let Facility {
            name: _,
            region: _,
            copper,
            power,
            start: _,
            lead,
            build,
            start_delay,
            overrun,
            profile: _,
            built_probability,
            priority: _,
            cost_of_delay,
        } = self;
        let mut all = match copper {
            Copper::Lump(quantity) | Copper::Intensity(quantity) => vec![quantity],
        };
        all.extend(power);
        all.extend([lead, build, start_delay, overrun, built_probability]);
        all.extend(cost_of_delay);
        all
    }
}
