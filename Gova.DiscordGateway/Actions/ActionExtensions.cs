using Gova.DiscordGateway.Actions.Guards;
using Gova.DiscordGateway.Actions.Kinds;
using Gova.DiscordGateway.Guilds;
using Gova.Messaging;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Actions;

/// <summary>Registers the execution of actions.</summary>
internal static class ActionExtensions
{
    public static IServiceCollection AddActionExecution(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ActionOptions>, ActionOptions.Validator>();
        services.AddOptions<ActionOptions>().BindConfiguration(ActionOptions.Section).ValidateOnStart();
        services.AddSingleton<SubmitAction>();
        services.AddSingleton<DecideAction>();
        services.AddSingleton<UndoAction>();
        services.AddSingleton<IActionPreCheck, ActionPreCheck>();
        services.AddSingleton<RefusalReason>();
        services.AddSingleton<DiscordActions>();
        services.AddSingleton<RecordOutcome>();
        services.AddSingleton<ExecuteAction>();
        services.AddSingleton<RevertAction>();
        services.AddSingleton<RecheckAction>();
        services.AddKinds();
        services.AddGuards();
        // Before those who add to it, so that it is stopped after them.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ActionQueues>(
            provider, (Func<Guid, CancellationToken, Task>)provider.GetRequiredService<ExecuteAction>().ExecuteAsync));
        services.AddHostedService(provider => provider.GetRequiredService<ActionQueues>());
        services.AddRecordConsumer<ApprovedActionHandler>(ApprovedActionHandler.Settings);
        services.AddHostedService<ActionSweeper>();
        return services;
    }

    private static void AddGuards(this IServiceCollection services)
    {
        services.AddSingleton<GuardMetrics>();
        services.AddSingleton<KillSwitches>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<ClaimAction>();
    }

    private static void AddKinds(this IServiceCollection services)
    {
        services.AddSingleton<ActionKinds>();
        services.AddSingleton<FindAuditEntry>();
        services.AddSingleton<FindBan>();
        services.AddSingleton<FindMember>();
        services.AddSingleton<FindOwnMessage>();
        services.AddSingleton<FindRoleChange>();
        services.AddSingleton<IActionKind, ReplyAction>();
        services.AddSingleton<IActionKind, WarnAction>();
        services.AddSingleton<IActionKind, DeleteAction>();
        services.AddSingleton<IActionKind, TimeoutAction>();
        services.AddSingleton<IActionKind, RemoveTimeoutAction>();
        services.AddSingleton<IActionKind, KickAction>();
        services.AddSingleton<IActionKind, BanAction>();
        services.AddSingleton<IActionKind, UnbanAction>();
        services.AddSingleton<IActionKind, AddRoleAction>();
        services.AddSingleton<IActionKind, RemoveRoleAction>();
        services.AddSingleton<IActionKind, SlowModeAction>();
        services.AddSingleton<IActionKind, PauseInvitesAction>();
        services.AddSingleton<IActionKind, ResumeInvitesAction>();
        services.AddSingleton<IActionKind, NotifyAction>();
        services.AddSingleton<IActionKind, PurgeAction>();
    }
}
