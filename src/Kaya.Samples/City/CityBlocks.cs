namespace Kaya.Samples;

/// <summary>Streets, blocks, lots, buildings, fields and trees of a quarter, as seen from above.</summary>
internal sealed class CityBlocks(CityPlan plan, FractalNoise noise, int seed)
{
    private const int Roof = 11, Size = 13, Kind = 17, Shift = 19;

    /// <summary>The colour at a point.</summary>
    /// <param name="quarter">The quarter.</param>
    /// <param name="toEdge">Distance to the edge of the quarter, m.</param>
    /// <param name="u">Bent coordinate, m.</param>
    /// <param name="v">Bent coordinate, m.</param>
    /// <param name="x">m from the west edge of the place.</param>
    /// <param name="y">m from the north edge.</param>
    public CityColour At(CityQuarter quarter, double toEdge, double u, double v, double x, double y)
    {
        if (quarter.Use == CityLandUse.Forest) return Trees(x, y);
        bool isOpen = quarter.Use is CityLandUse.Farmland or CityLandUse.Park;
        if (toEdge < (isOpen ? 3.5 : 8)) return isOpen ? new(138, 130, 112) : new(122, 120, 118);
        double dx = u - quarter.X, dy = v - quarter.Y;
        (double cosine, double sine) = quarter.Turn;
        double along = (dx * cosine) + (dy * sine), across = (dy * cosine) - (dx * sine);
        int column = (int)Math.Floor(along / quarter.Block.Width), row = (int)Math.Floor(across / quarter.Block.Height);
        Lot lot = new(along - (column * quarter.Block.Width), across - (row * quarter.Block.Height), quarter.Block.Width,
            quarter.Block.Height, seed ^ (quarter.Number * 7919) ^ (column * 131) ^ (row * 17));
        if (quarter.Use == CityLandUse.Farmland) return Field(quarter, lot, x, y, along, across);
        if (quarter.Use == CityLandUse.Park) return Park(lot, x, y);
        double street = quarter.Use is CityLandUse.LowHousing ? 8 : quarter.Use is CityLandUse.Industry ? 11 : 12;
        if (lot.U < street || lot.V < street)
            return new CityColour(120, 118, 116).Mix(Trees(x, y), quarter.Use is CityLandUse.LowHousing ? 0.3 : 0.1);
        Lot inside = new(lot.U - street, lot.V - street, lot.Width - street, lot.Height - street, lot.Hash);
        double kind = inside.Unit(Kind);
        if (kind < 0.06) return kind < 0.03 ? Park(inside, x, y) : new(142, 138, 130);
        return quarter.Use switch
        {
            CityLandUse.LowHousing => Houses(quarter, inside, x, y),
            CityLandUse.HighHousing => Slabs(quarter, inside, x, y),
            CityLandUse.Commerce => Offices(quarter, inside),
            CityLandUse.Institution => Campus(quarter, inside, x, y),
            _ => Factory(quarter, inside, x, y),
        };
    }

    private CityColour Grass(double x, double y)
    {
        double change = 12 * noise.At(x / 90, y / 90);
        return new(86 + (30 * plan.Season) + change, 104 + (8 * plan.Season) + change, 66 + (0.5 * change));
    }

    private CityColour Trees(double x, double y)
    {
        double crowns = (14 * noise.At(x / 18, y / 18)) + (9 * noise.At(x / 130, y / 130));
        return new(50 + (22 * plan.Season) + crowns, 70 + (6 * plan.Season) + crowns, 44 + (0.7 * crowns));
    }

    private CityColour Field(CityQuarter quarter, Lot lot, double x, double y, double along, double across)
    {
        if (lot.U < 3 || lot.V < 3) return Trees(x, y).Mix(new(120, 118, 90), 0.4);
        double kind = lot.Unit(Kind) + (0.35 * (plan.Season - 0.3)), tone = 10 * (lot.Unit(Roof) - 0.5);
        CityColour crop = kind < 0.3 ? new(92, 116, 64) : kind < 0.5 ? new(112, 128, 76) : kind < 0.68 ? new(156, 142, 98)
            : kind < 0.85 ? new(136, 112, 88) : new(122, 122, 86);
        // A little of each field is furrow or tractor line; and some stand in glass beside towns.
        double lines = 4 * Math.Sin((quarter.Tone < 0.5 ? along : across) * 0.35), patches = 7 * noise.At(x / 160, y / 160);
        return lot.Unit(Size) < 0.03 ? new(176, 184, 184)
            : crop + new CityColour(tone + lines + patches, tone + lines + patches, tone + patches);
    }

    private CityColour Park(Lot lot, double x, double y)
    {
        double wood = noise.At(x / 110, y / 110);
        if (Math.Abs(noise.At((x / 190) + 7, y / 190)) < 0.02) return new(158, 146, 126);
        return wood > 0.02 + (0.1 * (lot.Unit(Kind) - 0.5)) ? Trees(x, y) : Grass(x, y);
    }

    private CityColour Houses(CityQuarter quarter, Lot block, double x, double y)
    {
        Lot lot = block.Part(19 + (6 * quarter.Tone), 25);
        double side = Math.Sqrt(quarter.Cover * 1.25 * lot.Width * lot.Height) * (0.85 + (0.3 * lot.Unit(Size)));
        double width = Math.Min(lot.Width - 3, side * 1.1), height = Math.Min(lot.Height - 3, side * 0.92);
        double left = lot.Unit(Shift) * (lot.Width - width), top = 0.35 * (lot.Height - height);
        CityColour garden = Grass(x, y).Mix(lot.Unit(Kind) < 0.45 ? Trees(x, y) : new(138, 130, 116), 0.35);
        double roof = lot.Unit(Roof), light = 0.85 + (0.3 * lot.Unit(Shift + 1));
        CityColour tile = roof < 0.25 + (0.5 * quarter.Tone) ? new(150, 98, 78) : roof < 0.8 ? new(124, 118, 114) : new(168, 160, 150);
        return Building(lot, new Footprint(left, top, width, height, 5), tile * light, garden);
    }

    private CityColour Slabs(CityQuarter quarter, Lot block, double x, double y)
    {
        Lot lot = block.Part(64, 46);
        double depth = 14 + (4 * lot.Unit(Size)), width = Math.Min(58, quarter.Cover * 64 * 46 * 1.15 / depth);
        CityColour ground = lot.Unit(Kind) < 0.55 ? Grass(x, y).Mix(Trees(x, y), 0.4) : new CityColour(136, 132, 124);
        ground = ground.Mix(new(130, 126, 120), 0.25);
        CityColour roof = quarter.Tone < 0.35 ? new(170, 164, 158) : quarter.Tone < 0.7 ? new(142, 138, 136) : new(156, 124, 108);
        roof *= 0.9 + (0.2 * lot.Unit(Roof));
        return Building(lot, new Footprint(lot.Unit(Shift) * (lot.Width - width), 18, width, depth, 13), roof, ground);
    }

    private static CityColour Offices(CityQuarter quarter, Lot block)
    {
        Lot lot = block.Part(44, 40);
        double fill = Math.Sqrt(Math.Min(0.95, quarter.Cover * 1.35));
        double width = lot.Width * fill, height = lot.Height * fill, roof = lot.Unit(Roof);
        CityColour top = roof < 0.3 ? new(174, 172, 168) : roof < 0.55 ? new(108, 110, 114) : roof < 0.75 ? new(140, 132, 124)
            : roof < 0.9 ? new(202, 200, 196) : new(96, 116, 130);
        return Building(lot, new Footprint(lot.Unit(Shift) * (lot.Width - width), 0.7 * (lot.Height - height), width, height, 10),
            top * (0.85 + (0.3 * lot.Unit(Size))), new(126, 124, 122));
    }

    private CityColour Campus(CityQuarter quarter, Lot block, double x, double y)
    {
        Lot lot = block.Part(96, 84);
        if (lot.Unit(Kind) < 0.2)
        {
            // A running track.
            double du = Math.Max(0, Math.Abs(lot.U - 48) - 24), dv = lot.V - 42, radius = Math.Sqrt((du * du) + (dv * dv));
            return radius < 16 ? new(92, 128, 76) : radius < 23 ? new(162, 92, 76) : Grass(x, y);
        }

        double fill = Math.Sqrt(quarter.Cover * 1.5), width = lot.Width * fill * 1.25, height = lot.Height * fill * 0.8;
        return Building(lot, new Footprint(lot.Unit(Shift) * (lot.Width - width), 14, width, height, 9),
            new CityColour(172, 152, 138) * (0.85 + (0.25 * lot.Unit(Roof))), Grass(x, y).Mix(new(140, 136, 128), 0.4 * lot.Unit(Size)));
    }

    private CityColour Factory(CityQuarter quarter, Lot block, double x, double y)
    {
        Lot lot = block.Part(118, 92);
        CityColour yard = new CityColour(146, 142, 134) * (0.92 + (0.16 * noise.At(x / 45, y / 45)));
        if (quarter.HasTanks && lot.Unit(Kind) < 0.3) return Tanks(lot, yard);
        double fill = Math.Sqrt(Math.Min(0.92, quarter.Cover * 1.4)), width = lot.Width * fill, height = lot.Height * fill;
        double roof = lot.Unit(Roof);
        CityColour sheet = roof < 0.45 ? new(212, 213, 211) : roof < 0.68 ? new(122, 148, 182) : roof < 0.85 ? new(176, 176, 174)
            : new(150, 112, 96);
        double ridges = Math.Sin(lot.V * 0.42) > 0 ? 1.03 : 0.95;
        return Building(lot, new Footprint(0.5 * (lot.Width - width), 0.6 * (lot.Height - height), width, height, 8),
            sheet * ridges * (0.92 + (0.12 * lot.Unit(Size))), lot.Unit(Shift) < 0.15 ? Grass(x, y) : yard);
    }

    // Round tanks, and one stack with a long shadow.
    private static CityColour Tanks(Lot lot, CityColour yard)
    {
        double u = (lot.U % 38) - 19, v = (lot.V % 38) - 19, radius = Math.Sqrt((u * u) + (v * v));
        if (lot.U > 100 && lot.V is > 8 and < 70) return Math.Abs(lot.U - 106) < 4 ? yard * 0.5 : yard;
        return radius < 14 ? new CityColour(222, 222, 218) : radius < 17 && v < 0 ? yard * 0.55 : yard;
    }

    // The sun stands in the south-east: shadows fall to the north-west.
    private static CityColour Building(Lot lot, Footprint building, CityColour roof, CityColour ground)
    {
        if (building.Holds(lot.U, lot.V)) return roof;
        return building.Holds(lot.U + (0.4 * building.Shadow), lot.V + building.Shadow) ? ground * 0.5 : ground;
    }

    /// <summary>A building in its lot, and the length of its shadow; m.</summary>
    private readonly record struct Footprint(double Left, double Top, double Width, double Height, double Shadow)
    {
        public bool Holds(double u, double v) => u >= Left && u < Left + Width && v >= Top && v < Top + Height;
    }

    /// <summary>A rectangle with a place in it: a block or a lot.</summary>
    private readonly record struct Lot(double U, double V, double Width, double Height, int Hash)
    {
        public double Unit(int purpose) => CityHash.Unit(Hash, purpose, 0x51ED27);

        /// <summary>The lot of about a size at this place; lots fill the block.</summary>
        public Lot Part(double width, double height)
        {
            int columns = Math.Max(1, (int)Math.Round(Width / width)), rows = Math.Max(1, (int)Math.Round(Height / height));
            (width, height) = (Width / columns, Height / rows);
            int column = Math.Min(columns - 1, (int)(U / width)), row = Math.Min(rows - 1, (int)(V / height));
            return new Lot(U - (column * width), V - (row * height), width, height, Hash ^ ((column + 1) * 40503) ^ ((row + 1) * 9973));
        }
    }
}
