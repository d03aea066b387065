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
        services.AddSingleton<RefusalReason>();
        services.AddSingleton<DiscordActions>();
        services.AddSingleton<RecordOutcome>();
        services.AddSingleton<ExecuteAction>();
        services.AddSingleton<FindAuditEntry>();
        services.AddSingleton<FindOwnReply>();
        services.AddSingleton<RecheckAction>();
        // Before those who add to it, so that it is stopped after them.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ActionQueues>(
            provider, (Func<Guid, CancellationToken, Task>)provider.GetRequiredService<ExecuteAction>().ExecuteAsync));
        services.AddHostedService(provider => provider.GetRequiredService<ActionQueues>());
        services.AddRecordConsumer<ApprovedActionHandler>(ApprovedActionHandler.Settings);
        services.AddHostedService<ActionSweeper>();
        return services;
    }
}
