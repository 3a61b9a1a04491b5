using System.Globalization;
using Kaya.Core;
using NetTopologySuite.Geometries;

namespace Kaya.Geo.Gdal;

/// <summary>The features of a layer as they become zones.</summary>
internal sealed unsafe class ZoneFeatures
{
    // An arc becomes edges of half a degree: the area of a circle is right to 1.3e-5.
    private const double ArcStepDegrees = 0.5;
    private const int TextField = 4;
    private const int RealField = 2;

    private readonly string _path;
    private readonly CoordinateSystem _crs;
    private readonly VectorReadOptions _options;
    private readonly FieldText _text;
    private readonly int _code, _name;
    private readonly IReadOnlyList<string> _fields;
    private readonly int[] _types;
    private readonly List<Zone> _zones = [];
    private readonly List<string> _leftOut = [];
    private readonly Dictionary<string, string> _first = new(StringComparer.Ordinal);

    public ZoneFeatures(string path, nint layer, CoordinateSystem crs, VectorReadOptions options)
    {
        (_path, _crs, _options) = (path, crs, options);
        _fields = VectorFile.Fields(layer);
        nint definition = GdalNative.OGR_L_GetLayerDefn(layer);
        _types = [.. Enumerable.Range(0, _fields.Count)
            .Select(index => GdalNative.OGR_Fld_GetType(GdalNative.OGR_FD_GetFieldDefn(definition, index)))];
        _code = Field(options.CodeField);
        _name = options.NameField is null ? _code : Field(options.NameField);
        _text = FieldText.For(path, options.Encoding);
    }

    /// <summary>Adds a feature.</summary>
    public void Add(nint feature)
    {
        string code = ZoneCode.Plain(TextOf(feature, _code));
        string label = Label(feature, code);
        if (ZoneCode.IsNone(code))
        {
            if (!_options.LeaveOutFeaturesWithoutCode) throw NoCode(label, code);
            _leftOut.Add(label);
            return;
        }

        if (!_first.TryAdd(code, label) && !_options.JoinFeatures) throw Several(code, _first[code], label);
        Geometry shape = Shape(feature, label);
        if (_crs.IsGeographic) shape = Longitudes.Settled(_crs.DegreesPerUnit == 1 ? shape : InDegrees(shape), _options.WideEdges,
            new SourceLocation(_path, Variable: label));
        _zones.Add(new Zone(code, TextOf(feature, _name), shape));
    }

    /// <summary>The zones of all features.</summary>
    public ZoneSet ToZones()
    {
        try
        {
            return new ZoneSet(_crs.InDegrees(), _zones) { LeftOut = [.. _leftOut] };
        }
        catch (DataFormatException failure) when (failure.Fault.Where?.File is null)
        {
            throw failure.With(failure.Fault with { Where = (failure.Fault.Where ?? new SourceLocation()) with { File = _path } });
        }
    }

    private int Field(string name)
    {
        for (int index = 0; index < _fields.Count; index++)
            if (_fields[index].Equals(name, StringComparison.OrdinalIgnoreCase)) return index;
        throw Spelling.Unknown("field", name, _fields, new SourceLocation(_path));
    }

    private string TextOf(nint feature, int field)
    {
        if (GdalNative.OGR_F_IsFieldSetAndNotNull(feature, field) == 0) return "";
        // A number with decimals in the file, such as 110000.00000000000, is compared by its value.
        return _types[field] == RealField ? GdalNative.OGR_F_GetFieldAsDouble(feature, field).ToString("R", CultureInfo.InvariantCulture)
            : _text.Read(GdalNative.OGR_F_GetFieldAsString(feature, field), _fields[field]);
    }

    // Such as "feature 12 (US, Washington)": its number and its first texts.
    private string Label(nint feature, string code)
    {
        List<string> texts = [];
        for (int field = 0; field < _fields.Count && texts.Count < 3; field++)
            if (_types[field] == TextField && field != _code && TextOf(feature, field) is { Length: > 0 and <= 60 } text && text != code)
                texts.Add(text);
        string more = string.Join(", ", texts.Prepend(code).Where(text => text.Length > 0));
        return string.Create(CultureInfo.InvariantCulture, $"feature {GdalNative.OGR_F_GetFID(feature)}")
            + (more.Length > 0 ? $": {more}" : "");
    }

    private Geometry Shape(nint feature, string label)
    {
        SourceLocation where = new(_path, Variable: label);
        nint geometry = GdalNative.OGR_F_GetGeometryRef(feature);
        if (geometry == 0)
            throw new DataFormatException(
                new Fault("A feature has no geometry.", where, "a polygon", "nothing", "Remove or complete the feature."));
        nint linear = GdalNative.OGR_G_ForceToMultiPolygon(GdalNative.OGR_G_GetLinearGeometry(geometry, ArcStepDegrees, null));
        try
        {
            Geometry shape = FeatureShape.Read(linear, where, "a polygon or multipolygon");
            return shape is MultiPolygon { NumGeometries: 1 } one ? one.GetGeometryN(0) : shape;
        }
        finally
        {
            GdalNative.OGR_G_DestroyGeometry(linear);
        }
    }

    private Geometry InDegrees(Geometry shape)
    {
        Geometry scaled = shape.Copy();
        scaled.Apply(new NetTopologySuite.Geometries.Utilities.AffineTransformation().SetToScale(_crs.DegreesPerUnit,
            _crs.DegreesPerUnit));
        return scaled;
    }

    private DataFormatException NoCode(string label, string code) => new(new Fault("A feature has no code.",
        new SourceLocation(_path, Variable: label), $"a code in the field {_fields[_code]}", code.Length == 0 ? "an empty field" : code,
        "Give the field with the codes, or leave out such features by {option}.") { Option = "skip-without-code" });

    private DataFormatException Several(string code, string first, string second) => new(new Fault(
        "Several features have the same code.", new SourceLocation(_path, Variable: _fields[_code]), "one feature for each code",
        $"'{code}' on {first}; {second}",
        "If they are parts of one zone, such as islands, join them by {option}; otherwise choose a field with a code for each zone.")
        { Option = "join" });
}
