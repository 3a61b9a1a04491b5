namespace Kaya.Core;

/// <summary>Fuels by the names of the IPCC 2006 guidelines, volume 2, table 1.1.</summary>
public enum Fuel
{
    /// <summary>Anthracite.</summary>
    Anthracite,

    /// <summary>Coking coal.</summary>
    CokingCoal,

    /// <summary>Other bituminous coal (steam coal), the usual fuel of hard-coal power plants.</summary>
    BituminousCoal,

    /// <summary>Sub-bituminous coal.</summary>
    SubBituminousCoal,

    /// <summary>Lignite, also called brown coal.</summary>
    Lignite,

    /// <summary>Peat.</summary>
    Peat,

    /// <summary>Coke oven coke.</summary>
    Coke,

    /// <summary>Natural gas.</summary>
    NaturalGas,

    /// <summary>Crude oil.</summary>
    CrudeOil,

    /// <summary>Residual fuel oil.</summary>
    ResidualFuelOil,

    /// <summary>Gas oil and diesel oil.</summary>
    DieselOil,

    /// <summary>Motor gasoline.</summary>
    Gasoline,

    /// <summary>Jet kerosene.</summary>
    JetKerosene,

    /// <summary>Liquefied petroleum gases.</summary>
    LiquefiedPetroleumGas,

    /// <summary>Petroleum coke.</summary>
    PetroleumCoke,
}
