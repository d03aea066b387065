using FsCheck;
using FsCheck.Fluent;
using Gova.Api.Features.Statistics;

namespace Gova.Tests.Api.Features.Statistics;

public sealed class LocalDaysTests
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    private static readonly string[] Zones =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Where(id => id.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private static readonly Arbitrary<(string Zone, DateOnly First, int Days, StatisticsInterval Interval)> Charts = Arb.From(
        from zone in Gen.Elements(Zones)
        from day in Gen.Choose(new DateOnly(2015, 1, 1).DayNumber, new DateOnly(2030, 1, 1).DayNumber)
        from days in Gen.Choose(1, 366)
        from interval in Gen.Elements(Enum.GetValues<StatisticsInterval>())
        select (zone, DateOnly.FromDayNumber(day), days, interval));

    [Fact]
    public void Bars_touch_begin_at_quarters_of_an_hour_and_hold_each_moment_of_their_days() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Charts, chart =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(chart.Zone);
            var last = chart.First.AddDays(chart.Days - 1);
            var edges = LocalDays.Edges(chart.First, last, chart.Interval, zone);

            Assert.Equal((LocalDays.StartOf(chart.First, zone), LocalDays.StartOf(last.AddDays(1), zone)), (edges[0].At, edges[^1].At));
            Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.True(pair.First.At < pair.Second.At, $"{chart}: {pair}"));
            Assert.All(edges, edge => Assert.Equal(0, edge.At.UtcTicks % Quarter.Ticks));
            if (chart.Interval is StatisticsInterval.Day or StatisticsInterval.Hour)
            {
                Assert.All(edges.SkipLast(1), edge => Assert.Equal(edge.Day, LocalDays.Today(zone, edge.At)));
                Assert.All(edges.Skip(1).Where(edge => edge.Day != default), edge => Assert.True(LocalDays.Today(zone, edge.At.AddTicks(-1)) <= edge.Day));
            }
        }));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", 23)]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", 23.5)]
    [InlineData("Asia/Beirut", "2026-03-29", 23)] // begins at one o'clock
    [InlineData("America/Havana", "2026-11-01", 25)] // midnight comes twice
    [InlineData("Asia/Kathmandu", "2026-11-20", 24)]
    public void A_day_has_the_hours_that_it_has_there(string zone, string day, double hours)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var edges = LocalDays.Edges(DateOnly.Parse(day), DateOnly.Parse(day), StatisticsInterval.Hour, found);

        Assert.Equal(TimeSpan.FromHours(hours), edges[^1].At - edges[0].At);
        Assert.Equal((int)Math.Ceiling(hours), edges.Count - 1);
    }

    [Fact]
    public void Weeks_begin_on_Monday_and_months_on_their_first_but_for_the_first_bar()
    {
        var (first, last) = (new DateOnly(2026, 11, 18), new DateOnly(2027, 1, 2));

        string[] weeks = [.. LocalDays.Edges(first, last, StatisticsInterval.Week, TimeZoneInfo.Utc).Select(e => $"{e.Day:MM-dd}")];
        string[] months = [.. LocalDays.Edges(first, last, StatisticsInterval.Month, TimeZoneInfo.Utc).Select(e => $"{e.Day:MM-dd}")];

        Assert.Equal(["11-18", "11-23", "11-30", "12-07", "12-14", "12-21", "12-28", "01-03"], weeks);
        Assert.Equal(["11-18", "12-01", "01-01", "01-03"], months);
    }
}
