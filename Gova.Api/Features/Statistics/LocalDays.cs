namespace Gova.Api.Features.Statistics;

/// <summary>How long a bar of a chart is.</summary>
internal enum StatisticsInterval
{
    Hour,
    Day,

    /// <summary>From Monday.</summary>
    Week,
    Month,
}

/// <summary>Days as people in a time zone have them: some have 23 hours, or 25, and a few begin at one o'clock.</summary>
internal static class LocalDays
{
    /// <summary>Every time zone's days begin at one.</summary>
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static DateOnly Today(TimeZoneInfo zone, DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);

    /// <summary>
    /// The moment at which a day begins: the first that belongs to it, where the clock is put back to midnight or forward over it.
    /// Asked from moments and not from clock times, since only those mean one thing.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var at = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), zone.BaseUtcOffset).ToUniversalTime();
        while (Today(zone, at) < day)
        {
            at += Quarter;
        }

        while (Today(zone, at - Quarter) >= day)
        {
            at -= Quarter;
        }

        return at;
    }

    /// <summary>Where the bars begin, and where the last one ends. They touch, and together are exactly the days from the first to the last.</summary>
    public static List<(DateOnly Day, DateTimeOffset At)> Edges(DateOnly first, DateOnly last, StatisticsInterval interval, TimeZoneInfo zone)
    {
        var edges = new List<(DateOnly Day, DateTimeOffset At)>();
        for (var day = first; day <= last; day = Next(day, interval))
        {
            edges.Add((day, StartOf(day, zone)));
            if (interval == StatisticsInterval.Hour)
            {
                var end = StartOf(day.AddDays(1), zone);
                for (var at = edges[^1].At.AddHours(1); at < end; at = at.AddHours(1))
                {
                    edges.Add((day, at));
                }
            }
        }

        edges.Add((last.AddDays(1), StartOf(last.AddDays(1), zone)));
        return edges;
    }

    private static DateOnly Next(DateOnly day, StatisticsInterval interval) => interval switch
    {
        StatisticsInterval.Week => day.AddDays(7 - (((int)day.DayOfWeek + 6) % 7)),
        StatisticsInterval.Month => new DateOnly(day.Year, day.Month, 1).AddMonths(1),
        _ => day.AddDays(1),
    };
}
