using Kaya.Core;

namespace Kaya.Geo.Tests;

public class TimeAxisTests
{
    // Expected: cftime 1.6.2, num2date(value, units, calendar).
    [Theory]
    [InlineData("days since 2000-01-01", "noleap", 60, "2000-03-02T00:00Z")]
    [InlineData("days since 1582-10-01", "standard", 10, "1582-10-21T00:00Z")]
    [InlineData("hours since 1900-01-01 00:00:0.0", "gregorian", 1005432, "2014-09-13T00:00Z")]
    [InlineData("days since 1850-01-01", "360_day", 59.25, "1850-02-30T06:00Z")]
    [InlineData("days since 2001-02-01", "all_leap", 28, "2001-02-29T00:00Z")]
    [InlineData("days since 1500-02-28", "julian", 1, "1500-02-29T00:00Z")]
    [InlineData("days since 1500-02-28", "proleptic_gregorian", 1, "1500-03-01T00:00Z")]
    [InlineData("days since 0001-01-01", null, 735000.041666667, "2013-05-11T01:00Z")]
    [InlineData("seconds since 1970-01-01T00:00:00Z", "standard", -1, "1969-12-31T23:59:59Z")]
    [InlineData("days since 0000-03-01", "365_day", -1, "0000-02-28T00:00Z")]
    [InlineData("months since 2000-01-15", "360_day", 2.5, "2000-03-30T00:00Z")]
    public void FromCf_EachCalendar_GivesTheDatesOfCftime(string units, string? calendar, double value, string expected) =>
        Assert.Equal(expected, TimeAxis.FromCf(units, calendar, [value])[0].ToString());

    // UDUNITS-2: "seconds since 1992-10-8 15:15:42.5 -6:00" is 21:15:42.5 UTC (CF 1.8, section 4.4).
    [Theory]
    [InlineData("seconds since 1992-10-8 15:15:42.5 -6:00", 0, "1992-10-08T21:15:42.5000000Z", -6)]
    [InlineData("hours since 2015-01-01 00:00 +08:00", 6, "2014-12-31T22:00Z", 8)]
    public void FromCf_ZoneInUnits_InstantsAreInUtc(string units, double value, string expected, double offset)
    {
        TimeAxis axis = TimeAxis.FromCf(units, null, [value]);
        Assert.Equal((expected, TimeSpan.FromHours(offset), true), (axis[0].ToString(), axis.UtcOffset, axis.IsZoneStated));
    }

    // As CESM writes months: each is stamped by its end.
    [Fact]
    public void Within_InstantsAtTheEndOfTheirPeriods_GoesByThePeriods()
    {
        TimeAxis axis = TimeAxis.FromCf("days since 2015-01-01", "noleap", [31, 59, 90], [0, 31, 31, 59, 59, 90]);
        TimeInterval From(int month, int next) => new(new CalendarTime(CfCalendar.NoLeap, 2015, month, 1),
            new CalendarTime(CfCalendar.NoLeap, 2015, next, 1));
        Assert.Equal([(0, 1), (1, 1), (0, 3), (0, 0)], [axis.Within(From(1, 2)), axis.Within(From(2, 3)), axis.Within(From(1, 12)),
            axis.Within(From(4, 5))]);
        Assert.Contains("of periods from 2015-01-01T00:00Z to 2015-04-01T00:00Z", axis.ToString(), StringComparison.Ordinal);
        // Stamped by its start, a period goes by its stamp.
        TimeAxis starts = TimeAxis.FromCf("days since 2015-01-01", "noleap", [0, 31, 59], [0, 31, 31, 59, 59, 90]);
        Assert.Equal((1, 1), starts.Within(From(2, 3)));
        Assert.False(starts.IsStampedOutside);
    }

    [Theory]
    [InlineData(CfCalendar.Standard)]
    [InlineData(CfCalendar.ProlepticGregorian)]
    [InlineData(CfCalendar.Julian)]
    [InlineData(CfCalendar.NoLeap)]
    [InlineData(CfCalendar.AllLeap)]
    [InlineData(CfCalendar.Days360)]
    public void CalendarTime_EveryDayOfCenturies_FollowsTheOneBefore(CfCalendar calendar)
    {
        CalendarTime day = new(calendar, 1399, 12, 30);
        for (int turn = 0; turn < 75_000; turn++)
        {
            CalendarTime next = day.Add(TimeSpan.FromDays(1));
            Assert.Equal(next, new CalendarTime(calendar, next.Year, next.Month, next.Day));
            bool reform = calendar == CfCalendar.Standard && (day.Year, day.Month, day.Day) == (1582, 10, 4);
            int last = calendar.DaysInMonth(day.Year, day.Month);
            Assert.Equal(reform ? 15 : day.Day == last ? 1 : day.Day + 1, next.Day);
            day = next;
        }
    }

    [Fact]
    public void ToDateTime_LeapDays_AreThoseOfDotNet()
    {
        CalendarTime first = new(CfCalendar.Standard, 1583, 1, 1);
        for (int day = 0; day < 160_000; day++)
        {
            CalendarTime time = first.Add(TimeSpan.FromDays(day));
            DateTime date = new DateTime(1583, 1, 1).AddDays(day);
            Assert.Equal((date.Year, date.Month, date.Day, date), (time.Year, time.Month, time.Day, time.ToDateTime()));
        }
    }

    [Theory]
    [InlineData("months since 2000-01-01", "standard", "no fixed length")]
    [InlineData("fortnights since 2000-01-01", "standard", "Unknown unit of time")]
    [InlineData("days since 2001-02-29", "standard", "cannot be read")]
    [InlineData("days since yesterday", "standard", "cannot be read")]
    [InlineData("days since 2000-01-01", "lunar", "Unknown calendar")]
    public void FromCf_WhatIsAmbiguousOrUnknown_IsRefused(string units, string calendar, string message) =>
        Assert.Contains(message, Assert.Throws<DataFormatException>(() => TimeAxis.FromCf(units, calendar, [0, 1])).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(0, double.NaN)]
    [InlineData(0, 9.96920996838687e+36)]
    public void FromCf_TimesThatDoNotRise_AreRefused(double first, double second) =>
        Assert.Throws<DataFormatException>(() => TimeAxis.FromCf("days since 2000-01-01", null, [first, second]));

    [Fact]
    public void IndexOf_HourlyYear_FindsTheHourAndListsWhatThereIs()
    {
        TimeAxis year = TimeAxis.Regular(new CalendarTime(CfCalendar.Standard, 2016, 1, 1), TimeSpan.FromHours(1), 8784);
        // 2016 is a leap year: 1 March is day 61.
        Assert.Equal((60 * 24) + 6, year.IndexOf(CalendarTime.Parse("2016-03-01T06:00")));
        DataNotFoundException missing = Assert.Throws<DataNotFoundException>(() => year.IndexOf(CalendarTime.Parse("2017-01-01T00:00")));
        Assert.Contains("8784 times from 2016-01-01T00:00Z to 2016-12-31T23:00Z", missing.Message, StringComparison.Ordinal);
        TimeInterval february = new(CalendarTime.Parse("2016-02-01"), CalendarTime.Parse("2016-03-01"));
        Assert.Equal((31 * 24, 29 * 24), year.Within(february));
    }

    [Fact]
    public void PeriodOf_MonthsWithBounds_HasTheirLengths()
    {
        TimeAxis months = TimeAxis.FromCf("days since 2015-01-01", "noleap", [15.5, 45, 74.5], [0, 31, 31, 59, 59, 90]);
        Assert.Equal("2015-02-01T00:00Z/2015-03-01T00:00Z", months.PeriodOf(1).ToString());
        Assert.Equal(TimeSpan.FromDays(28), months.PeriodOf(1)!.Value.Duration);
        Assert.Equal(1, months.StepCovering(CalendarTime.Parse("2015-02-28T23:59", CfCalendar.NoLeap)));
        Assert.Null(months.StepCovering(CalendarTime.Parse("2015-04-01", CfCalendar.NoLeap)));
        Assert.Null(TimeAxis.FromCf("days since 2015-01-01", "noleap", [15.5]).PeriodOf(0));
    }

    [Fact]
    public void ToCf_ReadAgain_GivesTheSameTimes()
    {
        TimeAxis year = TimeAxis.Of(Period.Year(2008));
        (System.Collections.Immutable.ImmutableArray<double> values, System.Collections.Immutable.ImmutableArray<double> bounds) =
            year.ToCf();
        TimeAxis again = TimeAxis.FromCf(year.CfUnits, year.Calendar.Name(), values.AsSpan(), bounds.AsSpan());
        Assert.Equal("2008-01-01T00:00Z/2009-01-01T00:00Z", again.PeriodOf(0).ToString());
        Assert.Equal("2008-07-02T00:00Z", again[0].ToString());
    }
}
