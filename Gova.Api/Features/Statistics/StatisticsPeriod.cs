using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Gova.Api.Http;
using Gova.Data;
using Microsoft.AspNetCore.Mvc;

namespace Gova.Api.Features.Statistics;

/// <summary>Which days, and in how long bars.</summary>
internal readonly record struct StatisticsPeriod(
    [property: Description("1w (the last 7 days, unless given), 1m (30 days) or 1y (12 calendar months), today among them. Not together with from and to.")]
    string? Timeframe,
    [property: Description("First day (2026-11-01). Until to, at most 366 days.")] DateOnly? From,
    [property: Description("Last day; today, unless given.")] DateOnly? To,
    [property: FromQuery(Name = "time_zone"), Description("Whose days: an IANA name such as Europe/Berlin. UTC, unless given.")] string? TimeZone,
    [property: Description("hour (at most 31 days), day, week (from Monday) or month. Unless given: up to 2 days hour, up to 92 day, else month.")]
    string? Interval)
{
    public const int MaxDays = 366;
    public const int MaxDaysByHour = 31;

    private static readonly DateOnly Earliest = new(2015, 1, 1);

    /// <returns>The days, or null after telling what is wrong with them.</returns>
    public Days? Read(DateTimeOffset now, FieldErrors errors)
    {
        StatisticsInterval? interval = null;
        if (Interval is { Length: > 0 } name)
        {
            interval = StatusNames.TryParse<StatisticsInterval>(name, out var parsed) ? parsed : null;
            errors.Require(interval is not null, "interval", "must be of hour, day, week, month");
        }

        if (!TryFind(TimeZone, out var zone))
        {
            errors.Add("time_zone", "is not the IANA name of a time zone");
            return null;
        }

        var today = LocalDays.Today(zone, now);
        var (first, last) = From is null && To is null ? Recent(today, errors) : (From ?? default, To ?? today);
        if (From is not null || To is not null)
        {
            errors.Require(Timeframe is null or "", "timeframe", "does not go together with from and to")
                .Require(From is not null, "from", "is needed with to")
                .Require(From is null || (first >= Earliest && first <= last), "from", $"must be a day from {Earliest:O} on, and not after to")
                .Require(last <= today.AddDays(1), "to", "must not be in the future");
        }

        if (errors.Any)
        {
            return null;
        }

        var length = last.DayNumber - first.DayNumber + 1;
        errors.Require(length <= MaxDays, "from", $"must be at most {MaxDays} days before to")
            .Require(interval != StatisticsInterval.Hour || length <= MaxDaysByHour, "interval", $"hour is for at most {MaxDaysByHour} days");
        return new Days(first, last, interval ?? IntervalFor(length), zone);
    }

    private (DateOnly First, DateOnly Last) Recent(DateOnly today, FieldErrors errors)
    {
        errors.Require(Timeframe is null or "" or "1w" or "1m" or "1y", "timeframe", "must be of 1w, 1m, 1y");
        return Timeframe switch
        {
            "1m" => (today.AddDays(-29), today),
            "1y" => (new DateOnly(today.Year, today.Month, 1).AddMonths(-11), today),
            _ => (today.AddDays(-6), today),
        };
    }

    private static StatisticsInterval IntervalFor(int days) => days switch
    {
        <= 2 => StatisticsInterval.Hour,
        <= 92 => StatisticsInterval.Day,
        _ => StatisticsInterval.Month,
    };

    // The system looks names up as files: only what can be a name gets there.
    private static bool TryFind(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = TimeZoneInfo.Utc;
        return name is null or "" or "UTC"
            || (name.Length <= 64 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
                && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone));
    }

    /// <summary>Whole days of a time zone, both ends included.</summary>
    internal sealed record Days(DateOnly First, DateOnly Last, StatisticsInterval Interval, TimeZoneInfo Zone)
    {
        public List<(DateOnly Day, DateTimeOffset At)> Edges() => LocalDays.Edges(First, Last, Interval, Zone);
    }
}
