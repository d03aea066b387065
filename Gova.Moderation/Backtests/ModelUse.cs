using Gova.Moderation.Policy;

namespace Gova.Moderation.Backtests;

/// <summary>What asking a model takes.</summary>
/// <param name="Cost">In US dollars; null where no prices are configured.</param>
public sealed record ModelUse(int Calls, long InputTokens, long OutputTokens, decimal? Cost);

/// <summary>Estimates what reviewing messages would take: by their length, as far as that goes.</summary>
internal sealed class ModelEstimate(ModeratorConfiguration draft)
{
    /// <summary>Messages of a channel in one call.</summary>
    private const int PerCall = 20;

    /// <summary>Of English text; of most others it is less.</summary>
    private const int CharactersPerToken = 4;

    /// <summary>Our own instructions, the schema, and the conversation before the messages.</summary>
    private const int TokensPerCall = 1_500;

    /// <summary>What a message takes beside its words.</summary>
    private const int TokensPerMessage = 20;

    private const int AnswerPerMessage = 50;

    private readonly Dictionary<long, int> _messages = [];
    private long _characters;

    public int Messages { get; private set; }

    public void Add(StoredMessage message)
    {
        Messages++;
        _characters += (message.Text?.Length ?? 0) + (message.Quoted?.Text.Length ?? 0);
        _messages[message.ChannelId] = _messages.GetValueOrDefault(message.ChannelId) + 1;
    }

    public ModelUse Use(Func<long, long, decimal>? price)
    {
        var calls = _messages.Values.Sum(count => (count + PerCall - 1) / PerCall);
        var instructions = (draft.Guidelines.Length + draft.ServerSummary.Length + (draft.Instructions?.Length ?? 0)) / CharactersPerToken;
        var input = ((long)calls * (TokensPerCall + instructions)) + (_characters / CharactersPerToken) + ((long)Messages * TokensPerMessage);
        var output = (long)Messages * AnswerPerMessage;
        return new ModelUse(calls, input, output, price?.Invoke(input, output));
    }
}
