namespace Gova.Moderation.Backtests;

/// <summary>Holds what was decided in shadow against what people did: about the same message at any time, about its author within an hour.</summary>
public static class ShadowComparison
{
    private const int Samples = 20;

    private static readonly TimeSpan Near = TimeSpan.FromHours(1);

    private static readonly string[] Unknown =
    [
        "What people do on the platform without Gova's commands and review cards (deleting, timing out or banning by hand) is not "
        + "stored: such a case counts as only_shadow.",
        "Where nobody acted, nobody may have seen the message: only_shadow is not the same as wrong.",
    ];

    /// <param name="acts">Of the period, and of an hour before and after it.</param>
    /// <param name="isCut">Whether there was more than is given here.</param>
    public static ShadowReport Compare(
        DateTimeOffset from, DateTimeOffset until, IReadOnlyList<ShadowCase> cases, IReadOnlyList<HumanAct> acts, bool isCut)
    {
        var byMessage = acts.Where(act => act.MessageId is not null).ToLookup(act => act.MessageId);
        var byMember = acts.Where(act => act.MemberId.Length > 0).ToLookup(act => act.MemberId);
        var known = new HashSet<Guid>();
        var types = new SortedDictionary<string, ShadowedType>(StringComparer.Ordinal);
        List<ShadowSample> agreed = [], declined = [], onlyShadow = [];
        var sameType = 0;
        foreach (var one in cases)
        {
            var near = byMember[one.MemberId].Where(act => (act.At - one.At).Duration() <= Near);
            var about = byMessage[one.MessageId].Concat(near).DistinctBy(act => act.ActionId).ToList();
            known.UnionWith(about.Select(act => act.ActionId));
            var done = about.Where(act => !act.IsNo).ToList();
            sameType += done.Any(act => one.Types.Contains(act.Type)) ? 1 : 0;
            var said = done.Count > 0 ? done : about;
            (done.Count > 0 ? agreed : about.Count > 0 ? declined : onlyShadow).Add(
                new ShadowSample(one.EventId, one.At, one.Types, [.. said.Select(act => act.Type).Distinct()]));
            foreach (var type in one.Types)
            {
                var count = types.GetValueOrDefault(type) ?? new ShadowedType();
                types[type] = new ShadowedType(
                    count.Cases + 1, count.Agreed + (done.Count > 0 ? 1 : 0), count.Declined + (done.Count == 0 && about.Count > 0 ? 1 : 0));
            }
        }

        var own = acts.Where(act => !act.IsNo && act.At >= from && act.At < until).ToList();
        var onlyHumans = own.Where(act => !known.Contains(act.ActionId)).ToList();
        return new ShadowReport(
            from, until, cases.Count, agreed.Count, sameType, declined.Count, onlyShadow.Count, own.Count, onlyHumans.Count,
            Rate(agreed.Count, cases.Count), Rate(own.Count - onlyHumans.Count, own.Count), types, Newest(agreed), Newest(declined), Newest(onlyShadow),
            [.. onlyHumans.OrderByDescending(act => act.At).Take(Samples).Select(act => new HumanSample(act.ActionId, act.At, act.Type))], isCut, Unknown);
    }

    private static double? Rate(int part, int all) => all == 0 ? null : Math.Round((double)part / all, 4);

    private static IReadOnlyList<ShadowSample> Newest(List<ShadowSample> samples) => [.. samples.OrderByDescending(sample => sample.At).Take(Samples)];
}
