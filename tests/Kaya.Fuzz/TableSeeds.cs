using System.Text;

namespace Kaya.Fuzz;

/// <summary>Small tables of the tasks.</summary>
internal static class TableSeeds
{
    public static byte[][] Balance { get; } = Texts("地区,项目,煤合计,焦炭,原油,汽油,煤油,柴油,燃料油,天然气\n北京,消费量合计,1,2,3,4,5,6,7,8\n");

    public static byte[][] Provinces { get; } = Texts("year,province,Scope 1 Total,Process,gdp_100M_CNY_current,population\n"
        + "2005,Beijing,100,5,6969,15380000\n2010,Beijing,110,6,14113,19610000\n");

    public static byte[][] AirNow { get; } = Texts("Timestamp(UTC)\tLONGITUDE(deg)\tLATITUDE(deg)\tSTATION(-)\tozone(ppm)\n"
        + "2024-02-29T00:00:00-0000\t10.5\t49.5\tA\t0.041\n2024-02-29T01:00:00-0000\t10.5\t49.5\tA\t-9999\n");

    public static byte[][] Beijing { get; } = Texts("No,year,month,day,hour,PM2.5,SO2,NO2,O3,station\n1,2013,3,1,0,4,4,7,77,A\n"
        + "2,2013,3,1,1,NA,4,7,77,A\n");

    public static byte[] BeijingSites { get; } = "station,lon,lat\nA,116.4,39.9\n"u8.ToArray();

    public static byte[][] Generation { get; } = Texts(
        "country,date,coal [GWh],gas [GWh],wind [GWh]\nPoland,2024-03-01,250.5,60,70.25\nPoland,2024-03-02,240,61,80\n",
        "Land;Datum;Kohle in GWh;Erdgas in GWh\nPolen;01.03.2024;250,5;60,0\nPolen;02.03.2024;1.240,5;61,0\n",
        "Area,Year,Category,Subcategory,Variable,Unit,Value\nPoland,2023,Electricity generation,Fuel,Coal,TWh,101.5\n"
            + "Poland,2023,Electricity generation,Fuel,Gas,TWh,14.2\n",
        "country\tmonth\tsource\tGWh\nPOL\t2024-03\tcoal\t7000\nPOL\t2024-04\tcoal\t6900\n");

    public static byte[][] SectorEmissions { get; } = Texts(
        "country,date,power [Mt],industry [Mt],ground transport [Mt]\nPoland,2024-03-01,0.3,0.2,0.1\nPoland,2024-03-02,0.31,0.2,0.1\n",
        "country;year;sector;MtCO2\nPoland;2023;power;101,5\nPoland;2023;industry;50,2\n");

    public static byte[][] Statistics { get; } = Texts("code,co2 [t]\nA,5\nB,7.5\n", "zone;total (kt)\nA;1.234,5\nB;7\n");

    public static byte[][] PointSources { get; } = Texts("name,longitude,latitude,capacity_mw,fuel,status,year\nA,10.5,49.5,300,coal,"
        + "operating,1996\nB,10.6,49.4,,gas,shut,1980-2006\n");

    public static byte[][] PointsOfInterest { get; } = Texts("lon,lat,category\n10.5,49.5,food\n10.6,49.4,transport\n");

    public static byte[][] Counts { get; } = Texts("lon,lat,food,transport\n10.5,49.5,1,2\n", "tile,food\n14_100_200,3\n");

    public static byte[][] ScenarioLists { get; } = Texts("scenarios:\n- name: a\n  region: [France, Poland]\n  period: 2024\n"
        + "  move: coal:gas:10%\n- region: Poland\n  period: 2024-03\n  target: -5%\n  pin: [nuclear]\n");

    public static byte[][] ScenarioTables { get; } = Texts("name,region,period,move,target,pin,allow\na,France;Poland,2024,coal:gas:10%,,,"
        + "\nb,Poland,2024-03,,-5%,nuclear,\n");

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
