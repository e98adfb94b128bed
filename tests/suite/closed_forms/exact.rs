//! The exact answers: closed forms, evaluated with many digits outside this program. The numbers of
//! the cases are those of docs/validation.md.

/// Number of the case, what it is, and the exact answer in the unit of the result tables.
pub type Case = (&'static str, &'static str, f64);

/// Units: 1 lb = 0.45359237 kg exactly, a year is 12 months.
const UNITS: [Case; 5] = [
    ("U1", "1 t in lb", 2204.622621848776),
    ("U2", "$6/lb in $/t", 13227.735731092655),
    ("U3", "25 Mlb/yr in t/yr", 11339.80925),
    ("U4", "per month", 944.9841041666666),
    ("U5", "14,000 t at $6/lb, US$", 185188300.23529717),
];

/// Geometric Brownian motion, S₀ = 13 000, drift μ = 0.05, σ = 0.24, T = 4: ln S_T ~ N(ln S₀ + (μ −
/// σ²/2)T, σ²T). Mean S₀e^{μT}, quantile e^{m + s·z}, mean beyond the 95 % quantile S₀e^{μT}·Φ(s −
/// z)/0.05.
const GEOMETRIC_BROWNIAN: [Case; 7] = [
    ("V01a", "GBM E[S_T]", 15878.235856082209),
    ("V01b", "GBM sd[S_T]", 8082.373776195806),
    ("V01c", "GBM median", 14150.491485753333),
    ("V01d", "GBM P(S_T>15000)", 0.45166331172522844),
    ("V01e", "GBM q05", 6425.147685099604),
    ("V01f", "GBM q95", 31164.48354218233),
    ("V01g", "GBM E[S_T|S_T>q95] (CVaR95 of price)", 38755.319768554946),
];

/// The mean M = (S_3 + S_4)/2 of the fourth year's price of V01 within a floor of 10 000 and a cap of
/// 18 000: F + C(F) − C(C), C(K) the mean over R = S_4/S_3 of Black's (1976) call on S_3·(1 + R)/2,
/// E·Φ(d) − K·Φ(d − s), d = ln(E/K)/s + s/2, s = σ√3, integrated to 12 digits.
const COLLAR: [Case; 3] = [
    ("V30a", "GBM E[clamp(M, 10000, 18000)], M = (S_3 + S_4)/2", 14136.500578032896),
    ("V30b", "GBM E[max(M - 18000, 0)]", 1787.6493036699455),
    ("V30c", "GBM collar E[max(M - 18000, 0) - max(10000 - M, 0)]", 1354.5399277419453),
];

/// Schwartz (1997), one factor: S₀ = 13 000, κ = 0.369, σ = 0.233, median level 9 500. ln S_t is
/// normal with mean ln 9 500 + e^{−κt} ln(13 000/9 500) and variance σ²(1 − e^{−2κt})/2κ; Corr(X_s,
/// X_t) = e^{−κ(t−s)}·sd(X_s)/sd(X_t). The number in brackets is t in years.
const MEAN_REVERTING: [Case; 22] = [
    ("V02[0.0833]a", "logOU mean ln S_T", 9.463206449548052),
    ("V02[0.0833]b", "logOU var ln S_T", 0.004387776326222439),
    ("V02[0.0833]c", "logOU E[S_T]", 12905.390066726743),
    ("V02[0.0833]d", "logOU sd[S_T]", 855.7953983642207),
    ("V02[0.0833]e", "logOU P(S_T>13000)", 0.4429911414872115),
    ("V02[1.0000]a", "logOU mean ln S_T", 9.37591788396082),
    ("V02[1.0000]b", "logOU var ln S_T", 0.03839445355952721),
    ("V02[1.0000]c", "logOU E[S_T]", 12029.47432180115),
    ("V02[1.0000]d", "logOU sd[S_T]", 2379.9227322377847),
    ("V02[1.0000]e", "logOU P(S_T>13000)", 0.3106712748156689),
    ("V02[4.0000]a", "logOU mean ln S_T", 9.23073353232169),
    ("V02[4.0000]b", "logOU var ln S_T", 0.069719792635778),
    ("V02[4.0000]c", "logOU E[S_T]", 10568.080131502416),
    ("V02[4.0000]d", "logOU sd[S_T]", 2839.800618977816),
    ("V02[4.0000]e", "logOU P(S_T>13000)", 0.17972835619244942),
    ("V02s", "stationary sd ln S", 0.2712237648571862),
    ("V02h", "half-life yr", 1.8784476437938897),
    ("V02m", "stationary E[S]", 9855.92664331655),
    ("V02p", "monthly AR coefficient", 0.9697179722679314),
    ("V02q", "monthly innovation sd", 0.0662402923168553),
    ("V02A", "logOU E[average of 48 month-end prices]", 11470.542712205766),
    ("V02C", "logOU Corr(ln S_1yr, ln S_2yr)", 0.568719301079756),
];

/// Merton (1976): S₀ = 13 000, μ = 0.05, σ = 0.155, λ = 1.5, jumps N(−0.013, 0.111²), compensated.
/// Cumulants of the log-return over t: (μ − σ²/2 − λκ_J)t + λtE J, (σ² + λE J²)t, λtE J³, λtE J⁴;
/// distribution a Poisson mixture of normals.
const MERTON: [Case; 10] = [
    ("V03a", "Merton kappa_J=E[e^J]-1", -0.006816163852710888),
    ("V03b", "Merton mean log-return 1y", 0.028711745779066333),
    ("V03c", "Merton var log-return 1y", 0.042760000000000006),
    ("V03d", "Merton skew", -0.08188915850932418),
    ("V03e", "Merton excess kurtosis", 0.383891933111998),
    ("V03f", "Merton E[S_1y]", 13666.524252888314),
    ("V03g", "Merton P(monthly log-return<-0.15)", 0.014994878129646361),
    ("V03h", "GBM same variance P(<-0.15)", 0.005341329698034885),
    ("V03i", "Merton monthly excess kurtosis", 4.606703197343976),
    ("V03j", "P(no jump in 1 y)", 0.22313016014842982),
];

/// D ~ N(3500, 700²) against Q = 3000: with k = (Q − m)/s, E(D − Q)⁺ = s(φ(k) − kΦ(−k)), and its
/// square by partial integration.
const NEWSVENDOR: [Case; 8] = [
    ("V06a", "Normal P(D>Q)", 0.7624747379730235),
    ("V06b", "Normal E[(D-Q)+] t", 597.6181565598582),
    ("V06c", "fill rate 1-E[short]/E[D]", 0.829251955268612),
    ("V06d", "sd of shortfall", 561.4928662384834),
    ("V06e", "VaR95 shortfall", 1651.397538866031),
    ("V06f", "CVaR95 shortfall", 1943.898965255199),
    ("V06g", "E[short | short>0]", 783.787484092361),
    ("V06h", "Q for P(short)=5%", 4651.397538866031),
];

/// D ~ N(3800, 600²), S ~ N(3500, 500²), correlation −0.3: D − S is normal with variance 600² +
/// 500² + 2·0.3·600·500.
const DEMAND_AND_SUPPLY: [Case; 3] = [
    ("V08a", "sd(D-S)", 888.8194417315589),
    ("V08b", "P(D>S)", 0.6321399316863746),
    ("V08c", "E[(D-S)+]", 524.5960949768339),
];

/// The same need and supply with a stock Q: (D − S − Q)⁺ is missing, (Q − D + S)⁺ is left. A tonne
/// bought beforehand costs 1000 USD, a tonne left brings 800 and costs 500 to hold, a tonne missing
/// costs 14 300: with c_o = 700 and c_u = 13 300 the best Q is the quantile of D − S at c_u/(c_u +
/// c_o) = 0.95 (Arrow, Harris & Marschak 1951), and the cost 1000·E[D − S] + c_o·E[(Q − D + S)⁺] +
/// c_u·E[(D − S − Q)⁺]. Last, periods with D ~ N(1000, 100²) each and S ~ N(300, 60²) in all,
/// correlation −0.3 with each, and orders that come two periods later: D₁ + D₂ − 2S against T =
/// 1500.
const STOCK: [Case; 8] = [
    ("V08d", "P(D-S>500)", 0.41098279896630213),
    ("V08e", "E[(D-S-500)+]", 263.5268712998794),
    ("V08f", "q95 of D-S, the best Q", 1761.977882437138),
    ("V08g", "E[cost] at the best Q", 1583365.472214901),
    ("V08h", "E[cost] at 300 t less", 1671141.5785861315),
    ("V08i", "E[cost] at 300 t more", 1644131.9209510864),
    ("V08j", "P(D1+D2-2S>1500)", 0.325390048815265),
    ("V08k", "E[(D1+D2-2S-1500)+]", 47.00777273564505),
];

/// Alternating renewal process, exponential up (mean 18 months) and down (mean 1.5): with
/// θ = 1/18 + 1/1.5 and a = 12/13, A(t) = a + (1 − a)e^{−θt} from an up start; stationary covariance
/// a(1 − a)e^{−θ|t−s|}; no outage in t: e^{−t/18}. Months.
const OUTAGES: [Case; 9] = [
    ("V11a", "steady-state availability", 0.923076923076923),
    ("V11b[1.0]", "point availability A(t), start up", 0.960436291172901),
    ("V11b[6.0]", "point availability A(t), start up", 0.9240864406720724),
    ("V11b[48.0]", "point availability A(t), start up", 0.9230769230769231),
    ("V11c", "E[up-time over 48 mo], start up", 44.41420118343195),
    ("V11d", "E[downtime share]", 0.0747041420118344),
    ("V11e", "sd up-time over 48 mo, stationary start", 3.0275510918808783),
    ("V11f", "P(no outage in 12 mo)", 0.513417119032592),
    ("V11g", "P(no outage in 48 mo)", 0.06948345122280154),
];

/// Two independent kinds, each exponential up (mean 2 months) and down (mean 1): with p = 2/3, q = p(1 −
/// p), θ = 1.5/month and m(x) = 2(x − 1 + e^{−x})/x² the mean p² and the variance 2p²q·m(12θ) + q²·m(24θ)
/// of a year's time in which neither is down.
const OVERLAPS: [Case; 2] = [
    ("V45a", "two kinds of outage, mean availability", 0.4444444444444444),
    ("V45b", "two kinds of outage, sd of the availability of a year", 0.152_956_934_546_678),
];

/// An outage for good after an exponential time of mean one year, and a shutdown in the first half of
/// the year: what comes in the second half is the time before the outage, of mean m = e^{−1/2} − e^{−1},
/// and of the mean square s = 2∫ x e^{−x−1/2} dx over (0, 1/2) = 2(e^{−1/2} − 3e^{−1}/2), sd √(s − m²).
const SHUTDOWN: [Case; 2] = [
    ("V46a", "mean output beside a shutdown, share of the year", 0.238_651_218_541_191_1),
    ("V46b", "sd of it", 0.229_060_236_181_980_07),
];

/// A duty of 300 USD/t on 12 t a month, due from the second year on, later by D and times f: 43 200 f (1 −
/// D) with D uniform on (0, 1) and f triangular, of mean 6/5 and variance 2.01/18.
const LATE_DUTY: [Case; 2] = [
    ("V47a", "mean of a duty that comes late, USD", 25920.0),
    ("V47b", "sd of it", 17129.343244853255),
];

/// The same duty, brought by an event of probability 1/4 that begins at some moment U of the second of two
/// years: 43 200 (1 − U). And a premium of 10 USD/t on the 288 t, brought by one of probability 2/5 in
/// futures without the first.
const EVENTS: [Case; 3] = [
    ("V48a", "mean of a duty that may come, USD", 5400.0),
    ("V48b", "sd of it", 11240.996397117116),
    ("V48c", "mean of a premium unless the duty comes, USD", 864.0),
];

/// A forward curve of 10 000, 12 000 and 11 000 USD/t after 0, 2 and 3 years, half-life 1.5 years, volatility
/// 0.3: its own mean, and F √(e^v − 1) with v = 0.09 (1 − e^{−2κt})/2κ. 144 t a year cost the integral of the curve.
const FORWARD: [Case; 4] = [
    ("V49a", "forward price after 2 y, mean", 12_000.0),
    ("V49b", "forward price after 3 y, mean", 11_000.0),
    ("V49c", "forward price after 3 y, sd", 3400.988584687468),
    ("V49d", "cost of 144 t a year for 3 y, mean", 4_824_000.0),
];

/// Lognormals of mean 6000, 4000, 2500 and variation 0.35, 0.45, 0.60 with normal scores correlated
/// 0.4 (1, 2), 0.2 (1, 3), 0.3 (2, 3): Cov = m₁m₂(e^{ρs₁s₂} − 1).
const BASKET: [Case; 5] = [
    ("V14a", "basket mean", 12500.0),
    ("V14b", "basket sd", 3926.802851999433),
    ("V14bv", "basket variance", 15419780.63847088),
    ("V14c", "corr of lognormals 1,2 (linear)", 0.3817726733360646),
    ("V14d", "diversification ratio sd/sum sd", 0.7271857133332282),
];

/// Gaussian copula: bivariate normal integrals; τ = (2/π)asin ρ and ρ_S = (6/π)asin(ρ/2) at ρ =
/// 1/2; orthant 1/8 + Σasin ρ/4π; six breaches of probability 0.08 with every correlation 0.3 by
/// integrating over the common factor.
const COPULAS: [Case; 11] = [
    ("V15a", "Gaussian copula joint P(U1<.05,U2<.10), rho .5", 0.01939725604851054),
    ("V15b", "independent", 0.005000000000000001),
    ("V15c", "Kendall tau", 0.33333333333333337),
    ("V15d", "Spearman rho_S", 0.4825837395309974),
    ("V15g", "P(all three below median), corr .4/.2/.3", 0.19801769532602698),
    ("V15h[0]", "one-factor copula P(k breaches of 6)", 0.6793130924097132),
    ("V15h[1]", "one-factor copula P(k breaches of 6)", 0.21151697450180207),
    ("V15h[2]", "one-factor copula P(k breaches of 6)", 0.07290321104418386),
    ("V15h[3]", "one-factor copula P(k breaches of 6)", 0.025400668407514506),
    ("V15i", "P(>=2 of 6) one-factor", 0.10916993308848477),
    ("V15j", "P(>=2 of 6) independent", 0.07728586752),
];

/// P(both normal scores above 0) = 1/4 + asin ρ/2π.
const HAPPENINGS: [Case; 1] =
    [("V43a", "P(it happens and a value is above its median), rho .9", 0.42821685343564686)];

/// A plan is the median of what it plans.
const PLANS: [Case; 1] = [("V44a", "P(a build of uncertain length is late)", 0.5)];

/// PERT and triangular on (5000, 8000, 15000): a beta distribution with α = 1 + 4·3/10, β = 1 +
/// 4·7/10; the triangle by hand.
const THREE_POINTS: [Case; 11] = [
    ("V18a", "PERT(5000,8000,15000) alpha", 2.2),
    ("V18b", "beta", 3.8),
    ("V18c", "mean", 8666.666666666666),
    ("V18d", "sd", 1821.3896665624072),
    ("V18e", "q95", 11915.510177116264),
    ("V18f", "P(X>14000)", 0.0008765351327784445),
    ("V18g", "P(X>10000)", 0.23998912671349606),
    ("V18h", "Triangular mean", 9333.333333333334),
    ("V18i", "Triangular sd", 2094.967514996089),
    ("V18j", "Triangular q95", 13129.171306613029),
    ("V18k", "Triangular P(X>14000)", 0.014285714285714285),
];

/// Ten facilities, each built with probability 0.85 and of lognormal size (mean 8000, variation
/// 0.4): N·p·m, N(p(m² + d²) − p²m²), binomial tails. If nine tenths are delayed and the mean
/// overrun is 34 %, that of the delayed is 0.34/0.9.
const FLEET: [Case; 5] = [
    ("V22a", "mean total", 68000.0),
    ("V22b", "sd total", 12986.146464598343),
    ("V22c", "P(all 10 built)", 0.1968744043407226),
    ("V22d", "P(>=8 built)", 0.8201964803675781),
    ("V22e", "mean overrun | delayed if mean overall 34% and 90% delayed", 0.37777777777777777),
];

/// Standard errors at n = 10 000: √(p(1 − p)/n); √(p(1 − p)/n)/φ(z) for the quantile; √(Var(Z −
/// z)⁺/n)/0.05 for the mean beyond it, which is φ(z)/0.05. Intervals of 50 in 1000, and 1 −
/// 0.05^{1/n} for none in n.
const ESTIMATORS: [Case; 9] = [
    ("V26a", "SE of P-hat=.05 at n=10000", 0.0021794494717703367),
    ("V26b", "asymptotic SE of q95 of N(0,1), n=10000", 0.021131875109690845),
    ("V26c", "asymptotic SE of CVaR95 of N(0,1), n=10000", 0.024655729418081373),
    ("V26d", "CVaR95 of N(0,1)", 2.0627128075074275),
    ("V26e", "Clopper-Pearson 95% lower for 50/1000", 0.03733539760466178),
    ("V26f", "upper", 0.06539048791549364),
    ("V26g", "Wilson lower", 0.03813026239274882),
    ("V26h", "Wilson upper", 0.06531382024425081),
    ("V26i", "zero hits in 10000: 95% upper bound (exact)", 0.00029952835977664627),
];

/// Arithmetic of the deal: divisions and products of the numbers in the name.
const DEAL: [Case; 10] = [
    ("V28a", "14,000 t / 27 t per MW = MW", 518.5185185185185),
    ("V28b", "AWS annual 3,500 t / 27 = MW/yr", 129.62962962962962),
    ("V28c", "5,000..15,000 t implied MW low", 185.1851851851852),
    ("V28d", "high", 555.5555555555555),
    ("V28e", "Nuton 14,000 of 30,000 share", 0.4666666666666667),
    ("V28f", "four years nameplate t", 45359.237),
    ("V28g", "30,000/45,359 = utilisation", 0.6613867865546327),
    ("V28h", "CO2 saved vs 4.6 t/t at 2.82 (t)", 24919.999999999996),
    ("V28i", "water saved 130-71 L/kg (m3)", 826000.0),
    ("V28j", "Microsoft Chicago 2177/80", 27.2125),
];

/// A mine of 1000 t/year with a Weibull ramp from the start, k = 1.3453, s = 2.1518 years: t −
/// (s/k)γ(1/k, (t/s)^k) at whole years t. With a scale uniform on [1, 3] and k = 2 after two years,
/// and with a level that is 1 with probability 3/4, else uniform on [0.4, 0.8].
const WEIBULL_RAMP: [Case; 7] = [
    ("V40a[1]", "Weibull ramp, output of year 1", 136.24994946315837),
    ("V40a[2]", "Weibull ramp, output of year 2", 455.66990150263973),
    ("V40a[3]", "Weibull ramp, output of year 3", 701.6398197528599),
    ("V40a[4]", "Weibull ramp, output of year 4", 851.0998572921867),
    ("V40b", "Weibull ramp, E[output of 2 years], random scale", 567.9686793322762),
    ("V40c", "ramp that may not reach design, E[output of 4 years]", 1930.1935752097602),
    ("V40d", "ramp that may not reach design, sd of the output", 391.5594672199741),
];

/// 1200 t/year of contained copper, stacked from six months before the start until 18 months after
/// it, a lag of 2 months; 20 % with recovery 0.95 and τ = 1.5 months, 50 % with 0.85 and 6, 30 %
/// with 0.6 and 14: stacked · Σ w R ∫(1 − e^(−(t − lag)/τ)) over the ages of the copper. The same
/// with 3 points more from month 15 on. Last, 1000 t/year from the start, R = 0.8, τ = half a year,
/// a lag uniform on a year, after two years.
const HEAP_LEACH: [Case; 8] = [
    ("V41a[1]", "heap leach, output of year 1", 729.8094752487046),
    ("V41a[2]", "heap leach, output of year 2", 787.6450816641383),
    ("V41a[3]", "heap leach, output of year 3", 202.4856663770427),
    ("V41a[4]", "heap leach, output of year 4", 52.969331024609374),
    ("V41b", "heap leach with uplift, output of year 2", 809.1605590122427),
    ("V41c", "heap leach with uplift, output of 4 years", 1805.3058693808046),
    ("V41d", "heap leach, E[output of 2 years], random lag", 823.4039288695757),
    ("V41e", "heap leach, sd of the output, random lag", 218.27457949298517),
];

/// A contract for 400 t/year and two years, renewed for two more with probability 0.6, whose seller
/// fails at a rate of 0.2 a year. With s = e^(−0.4), the chance to outlive a term: 0.4(1 − s) +
/// 0.6(1 − s²), 0.6 s, and 400((1 − s)/0.2 + 0.6 s(1 − s)/0.2).
const CONTRACT_ENDS: [Case; 3] = [
    ("V42a", "P(the seller fails while the contract runs)", 0.462_274_603_115_411_3),
    ("V42b", "P(the contract is renewed)", 0.402_192_027_621_383_6),
    ("V42c", "E[delivered], with default and renewal", 924.549_206_230_822_6),
];

/// Every case.
pub fn cases() -> impl Iterator<Item = Case> {
    let groups: [&[Case]; 25] = [
        &UNITS,
        &GEOMETRIC_BROWNIAN,
        &COLLAR,
        &MEAN_REVERTING,
        &MERTON,
        &NEWSVENDOR,
        &DEMAND_AND_SUPPLY,
        &STOCK,
        &OUTAGES,
        &OVERLAPS,
        &SHUTDOWN,
        &LATE_DUTY,
        &EVENTS,
        &FORWARD,
        &BASKET,
        &COPULAS,
        &HAPPENINGS,
        &PLANS,
        &THREE_POINTS,
        &FLEET,
        &ESTIMATORS,
        &DEAL,
        &WEIBULL_RAMP,
        &HEAP_LEACH,
        &CONTRACT_ENDS,
    ];
    groups.into_iter().flatten().copied()
}
