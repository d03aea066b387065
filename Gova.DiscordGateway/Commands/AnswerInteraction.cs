using Gova.DiscordGateway.Commands.Cards;
using Gova.DiscordGateway.Commands.Text;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Commands;

/// <summary>
/// Answers one interaction: tells Discord within its 3 seconds to wait, does what was asked, and says what became of it. Discord
/// takes one first answer only, so of two that handle the same interaction (a replay after a restart) one goes on.
/// </summary>
internal sealed partial class AnswerInteraction(
    DiscordRestClient rest, RunCommand commands, CardButtons buttons, TimeProvider time, ILogger<AnswerInteraction> logger)
{
    private const int MaxContent = 2_000;

    /// <summary>Of Discord's 3 s, for what must be known before the first answer.</summary>
    private static readonly TimeSpan FirstAnswerBudget = TimeSpan.FromSeconds(1.5);

    /// <summary>For the words of regret, when the time for the work itself is over.</summary>
    private static readonly TimeSpan LastWordTimeout = TimeSpan.FromSeconds(10);

    public Task HandleAsync(Interaction interaction, CancellationToken cancellationToken) => interaction switch
    {
        { Type: InteractionType.Ping } => rest.AnswerAsync(interaction, InteractionCallback.Pong, cancellationToken),
        { Type: InteractionType.Autocomplete } => SuggestAsync(interaction, cancellationToken),
        { Type: InteractionType.Command } => WorkAsync(interaction, commands.HandleAsync, cancellationToken),
        { Type: InteractionType.Component, Data.CustomId: { } id } when CardButton.IsReject(id) => OpenFormAsync(interaction, cancellationToken),
        { Type: InteractionType.Component or InteractionType.Form } => WorkAsync(interaction, buttons.HandleAsync, cancellationToken),
        _ => rest.AnswerAsync(interaction, InteractionCallback.Say("Gova does not know this kind of interaction."), cancellationToken),
    };

    private async Task WorkAsync(
        Interaction interaction, Func<Interaction, CancellationToken, Task<string>> work, CancellationToken cancellationToken)
    {
        if (!await rest.AnswerAsync(interaction, InteractionCallback.Defer, cancellationToken))
        {
            Log.NotOurs(logger, interaction.Id);
            return;
        }

        var text = await TryAsync(interaction, work, cancellationToken);
        using var lastWord = new CancellationTokenSource(LastWordTimeout, time);
        await rest.EditAnswerAsync(
            interaction,
            new RichMessage(SafeText.Shorten(text, MaxContent), AllowedMentions: AllowedMentions.None),
            cancellationToken.IsCancellationRequested ? lastWord.Token : cancellationToken);
    }

    private async Task<string> TryAsync(
        Interaction interaction, Func<Interaction, CancellationToken, Task<string>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(interaction, cancellationToken);
        }
        catch (CommandRefusedException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.TooSlow(logger, interaction.Id);
            return "Gova could not finish this in time. Look at `/gova history` before you try again: it may have happened.";
        }
        catch (Exception e)
        {
            Log.Failed(logger, interaction.Id, e);
            return "Something went wrong at Gova's end, and it has been noted. Look at `/gova history` before you try again: it may have happened.";
        }
    }

    private async Task SuggestAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        IReadOnlyList<CommandChoice> choices = [];
        try
        {
            choices = await InBudgetAsync(commands.SuggestAsync, interaction, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // No suggestions, then: the user can still type.
            Log.NoSuggestions(logger, interaction.Id, e.Message);
        }

        await rest.AnswerAsync(interaction, InteractionCallback.Suggest(choices), cancellationToken);
    }

    /// <summary>
    /// A form must be the first answer. Whoever may not reject is told so at once where that is known in time; the form's own
    /// answer is checked again in any case.
    /// </summary>
    private async Task OpenFormAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        InteractionCallback answer;
        try
        {
            answer = await InBudgetAsync(buttons.OpenRejectionAsync, interaction, cancellationToken);
        }
        catch (CommandRefusedException e)
        {
            answer = InteractionCallback.Say(e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unchecked(logger, interaction.Id, e.Message);
            answer = CardButtons.RejectionForm(interaction);
        }

        await rest.AnswerAsync(interaction, answer, cancellationToken);
    }

    /// <summary>Goes on in time even if the work does not stop when told to: a cold start may be busy with itself.</summary>
    private async Task<T> InBudgetAsync<T>(
        Func<Interaction, CancellationToken, Task<T>> work, Interaction interaction, CancellationToken cancellationToken)
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            return await Task.Run(() => work(interaction, budget.Token), cancellationToken).WaitAsync(FirstAnswerBudget, time, cancellationToken);
        }
        finally
        {
            await budget.CancelAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Interaction {InteractionId} is answered by another process, or came too late")]
        public static partial void NotOurs(ILogger logger, long interactionId);

        [LoggerMessage(LogLevel.Warning, "Interaction {InteractionId} took too long")]
        public static partial void TooSlow(ILogger logger, long interactionId);

        [LoggerMessage(LogLevel.Error, "Interaction {InteractionId} failed")]
        public static partial void Failed(ILogger logger, long interactionId, Exception error);

        [LoggerMessage(LogLevel.Information, "Interaction {InteractionId} gets no suggestions: {Reason}")]
        public static partial void NoSuggestions(ILogger logger, long interactionId, string reason);

        [LoggerMessage(LogLevel.Warning, "The permission for interaction {InteractionId} is checked with the form only: {Reason}")]
        public static partial void Unchecked(ILogger logger, long interactionId, string reason);
    }
}
