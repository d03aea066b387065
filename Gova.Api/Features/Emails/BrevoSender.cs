using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Gova.Api.Features.Emails;

/// <summary>Sends through Brevo's <c>POST /v3/smtp/email</c> (https://developers.brevo.com/reference/sendtransacemail).</summary>
internal sealed class BrevoSender(HttpClient http, IOptions<EmailOptions> options) : IEmailSender
{
    private const int MaxAnswer = 16 * 1024;

    public async Task<string?> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.Brevo.BaseUrl, "v3/smtp/email"))
        {
            Content = JsonContent.Create(new Message(
                new Person(email.From, email.FromName), [new Person(email.To)], email.Subject, email.Html, email.Text,
                email.ReplyTo is null ? null : new Person(email.ReplyTo), new() { ["idempotencyKey"] = email.Id.ToString() })),
        };
        request.Headers.Add("api-key", options.Value.Brevo.ApiKey);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await response.Content.LoadIntoBufferAsync(MaxAnswer, cancellationToken);
        var answer = await ReadAsync(response, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.Created or HttpStatusCode.Accepted or HttpStatusCode.OK => answer?.MessageId,
            // It has an email of that key: an earlier attempt of ours, whose answer was lost.
            HttpStatusCode.BadRequest when answer?.Code == "duplicate_parameter" => null,
            HttpStatusCode.BadRequest => throw new EmailRefusedException($"Brevo refuses it: {answer?.Code}."),
            // Anything else is about us or about Brevo: keys, credits, limits, faults.
            _ => throw new EmailFailedException($"Brevo answers {(int)response.StatusCode} {answer?.Code}."),
        };
    }

    private static async Task<Answer?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<Answer>(cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Message(
        [property: JsonPropertyName("sender")] Person Sender,
        [property: JsonPropertyName("to")] IReadOnlyList<Person> To,
        [property: JsonPropertyName("subject")] string Subject,
        [property: JsonPropertyName("htmlContent")] string HtmlContent,
        [property: JsonPropertyName("textContent")] string TextContent,
        [property: JsonPropertyName("replyTo"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Person? ReplyTo,
        [property: JsonPropertyName("headers")] Dictionary<string, string> Headers);

    private sealed record Person(
        [property: JsonPropertyName("email")] string Email,
        [property: JsonPropertyName("name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null);

    private sealed record Answer(
        [property: JsonPropertyName("messageId")] string? MessageId, [property: JsonPropertyName("code")] string? Code);
}
