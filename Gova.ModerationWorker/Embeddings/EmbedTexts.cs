using System.Text.Json;
using Gova.Data.Vectors;
using Gova.Moderation.Review;
using Gova.ModerationWorker.Pipeline;
using Microsoft.Extensions.AI;
using Embedding = Gova.Data.Vectors.Embedding;

namespace Gova.ModerationWorker.Embeddings;

/// <summary>A flagged message with its text and where that lies.</summary>
internal sealed record EmbeddedMessage(FlaggedMessage Message, string Text, Embedding Embedding);

/// <summary>Embeds a page of messages in one request.</summary>
internal sealed partial class EmbedTexts(IEmbeddingGenerator<string, Embedding<float>> generator, ILogger<EmbedTexts> logger)
{
    /// <summary>Embedding models read a few hundred words.</summary>
    private const int MaxText = 2_000;

    /// <returns>Those that have a text which the generator takes.</returns>
    /// <exception cref="ModelUnavailableException">The generator failed.</exception>
    public async Task<IReadOnlyList<EmbeddedMessage>> ExecuteAsync(IReadOnlyList<FlaggedMessage> messages, CancellationToken cancellationToken)
    {
        var texts = messages.Select(message => (Message: message, Text: TextOf(message))).Where(item => item.Text.Length > 0).ToList();
        if (texts.Count == 0)
        {
            return [];
        }

        try
        {
            var vectors = await generator.GenerateAsync(texts.Select(item => item.Text), cancellationToken: cancellationToken);
            return [.. texts.Zip(vectors, (item, vector) => new EmbeddedMessage(item.Message, item.Text, Embedding.From(vector.Vector.Span)))];
        }
        catch (ModelRefusedRequestException e) when (messages.Count == 1)
        {
            Log.Refused(logger, messages[0].EventId, e);
            return [];
        }
        catch (ModelRefusedRequestException)
        {
            // One text may have spoilt it for the others: each on its own.
            var embedded = new List<EmbeddedMessage>();
            foreach (var message in messages)
            {
                embedded.AddRange(await ExecuteAsync([message], cancellationToken));
            }

            return embedded;
        }
    }

    /// <summary>Empty where there is none, or none any more.</summary>
    private static string TextOf(FlaggedMessage message)
    {
        try
        {
            var context = MessageContext.Read(message.Context);
            var text = JudgedText.Of(context.Content ?? "", context.AddedText, context.EmbedText).Trim();
            return text.Length <= MaxText ? text : text[..MaxText];
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The embedding model refused the text of evaluation {EventId}; it stays without an embedding")]
        public static partial void Refused(ILogger logger, Guid eventId, Exception error);
    }
}
