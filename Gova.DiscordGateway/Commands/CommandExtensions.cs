using Gova.Data.Actions;
using Gova.DiscordGateway.Commands.Cards;
using Gova.DiscordGateway.Commands.Members;
using Gova.DiscordGateway.Commands.Server;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Listening;

namespace Gova.DiscordGateway.Commands;

/// <summary>Registers what people use in Discord: commands and review cards.</summary>
internal static class CommandExtensions
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.AddSingleton<ICommand, StatusCommand>();
        services.AddSingleton<ICommand, HistoryCommand>();
        services.AddSingleton<ICommand, UndoCommand>();
        services.AddSingleton<ICommand, PauseCommand>();
        services.AddSingleton<ICommand, ResumeCommand>();
        services.AddSingleton<ICommand, StopCommand>();
        services.AddSingleton<ICommand, WarnCommand>();
        services.AddSingleton<ICommand, TimeoutCommand>();
        services.AddSingleton<ICommand, KickCommand>();
        services.AddSingleton<ICommand, BanCommand>();
        services.AddSingleton<ICommand, UnbanCommand>();
        services.AddSingleton<ICommand, PurgeCommand>();
        services.AddSingleton<ICommand, ReportCommand>();
        services.AddSingleton<CommandCatalogue>();
        services.AddSingleton<GuildModerators>();
        services.AddSingleton<AwaitOutcome>();
        services.AddSingleton<PersonalAction>();
        services.AddSingleton<SteerModerator>();
        services.AddSingleton<ReportLimit>();
        services.AddSingleton<MessageLinks>();
        services.AddSingleton<RunCommand>();
        services.AddSingleton<CardButtons>();
        services.AddSingleton<AnswerInteraction>();
        // Before those who add to it, so that it is stopped after them.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<InteractionDesk>(
            provider, (Func<Interaction, CancellationToken, Task>)provider.GetRequiredService<AnswerInteraction>().HandleAsync));
        services.AddHostedService(provider => provider.GetRequiredService<InteractionDesk>());
        services.AddSingleton<IGatewayEventHandler, InteractionHandler>();
        services.AddHostedService<RegisterCommands>();
        services.AddSingleton<ReviewCardQueue>();
        services.AddSingleton<FindCard>();
        services.AddSingleton<ShowCard>();
        services.AddHostedService<ReviewCards>();
        return services;
    }
}
