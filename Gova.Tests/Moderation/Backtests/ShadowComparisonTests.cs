using Gova.Moderation.Backtests;

namespace Gova.Tests.Moderation.Backtests;

public sealed class ShadowComparisonTests
{
    private static readonly DateTimeOffset From = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Noon = From.AddHours(12);

    private int _ids;

    [Fact]
    public void A_person_who_acts_on_the_message_or_soon_on_its_author_agrees()
    {
        var report = Compare(
            [Case("1", 100, "delete"), Case("2", 200, "timeout"), Case("3", 300, "timeout")],
            [Act("1", 100, "delete", 5), Act("2", null, "ban", 59.0 / 60), Act("3", null, "timeout", 2)]);

        Assert.Equal((3, 2, 1, 0, 1), (report.Cases, report.Agreed, report.SameType, report.Declined, report.OnlyShadow));
        Assert.Equal((3, 1), (report.HumanActs, report.OnlyHumans));
        Assert.Equal((0.6667, 0.6667), (report.AgreementRate, report.CoverageRate));
        Assert.Equal(new ShadowedType(2, 1), report.Types["timeout"]);
        Assert.Equal(["ban"], report.AgreedSamples.Single(sample => sample.Shadow.Contains("timeout")).Humans);
    }

    [Fact]
    public void A_person_who_acts_before_agrees_too()
    {
        var report = Compare([Case("1", 100, "delete")], [Act("1", null, "kick", -0.5)]);

        Assert.Equal((1, 0), (report.Agreed, report.SameType));
    }

    [Fact]
    public void A_no_declines_unless_somebody_acted_after_all()
    {
        var report = Compare(
            [Case("1", 100, "delete"), Case("2", 200, "delete")],
            [Act("1", 100, "delete", 1, isNo: true), Act("2", 200, "delete", 1, isNo: true), Act("2", null, "warn", 0.5)]);

        Assert.Equal((1, 1, 0), (report.Agreed, report.Declined, report.OnlyShadow));
        Assert.Equal(new ShadowedType(2, 1, 1), report.Types["delete"]);
        Assert.Equal((1, 0), (report.HumanActs, report.OnlyHumans));
    }

    [Fact]
    public void What_people_did_outside_the_period_is_neither_missed_nor_counted()
    {
        var report = Compare([Case("1", 100, "delete", Noon.AddHours(11.9))], [Act("1", null, "ban", 12.5), Act("9", null, "ban", -12.5)]);

        Assert.Equal((1, 0, 0), (report.Agreed, report.HumanActs, report.OnlyHumans));
        Assert.Null(report.CoverageRate);
    }

    [Fact]
    public void An_act_on_no_member_concerns_no_member()
    {
        var report = Compare([Case("", null, "delete")], [Act("", null, "purge", 0.1)]);

        Assert.Equal((0, 1, 1), (report.Agreed, report.OnlyShadow, report.OnlyHumans));
        Assert.NotEmpty(report.Notes);
    }

    private static ShadowReport Compare(ShadowCase[] cases, HumanAct[] acts) => ShadowComparison.Compare(From, From.AddDays(1), cases, acts, isCut: false);

    private ShadowCase Case(string member, long? message, string type, DateTimeOffset? at = null) => new(NewId(), member, message, at ?? Noon, [type]);

    private HumanAct Act(string member, long? message, string type, double hours, bool isNo = false) =>
        new(NewId(), member, message, Noon.AddHours(hours), type, isNo);

    private Guid NewId() => new(++_ids, 0, 0, new byte[8]);
}
