using Gova.Data.Reputation;
using Gova.Moderation.Reputation;

namespace Gova.ModerationWorker.Reputation;

/// <summary>Registers members' records.</summary>
internal static class ReputationExtensions
{
    public static IServiceCollection AddMemberRecords(this IServiceCollection services) => services
        .AddSingleton(provider => new BehaviourScores(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<MemberRecordStore>()
        .AddSingleton<MemberHistory>()
        .AddSingleton<MemberRecords>()
        .AddHostedService<MemberRecordKeeper>();
}
