using System.Net;
using Gova.Api.Features.Webhooks.Delivery;
using Gova.Api.Http;
using Gova.Data.Webhooks;

namespace Gova.Api.Features.Webhooks;

/// <summary>Checks what a webhook is told to be.</summary>
internal static class WebhookInput
{
    public const int MaxUrl = 2048;
    public const int MaxDescription = 200;

    public static void Check(FieldErrors errors, string? url, string? description, IReadOnlyCollection<string?>? eventTypes, WebhookOptions options)
    {
        if (url is not null && Objection(url, options) is { } objection)
        {
            errors.Add("url", objection);
        }

        errors.Require(
            description is null || (description.Length <= MaxDescription && !description.Any(char.IsControl)), "description",
            $"must be text of at most {MaxDescription} characters");
        errors.Require(
            eventTypes is null || (eventTypes.Count > 0 && eventTypes.All(type => type is not null && WebhookEvents.IsKnown(type))), "event_types",
            $"must be of {string.Join(", ", WebhookEvents.All.Concat(WebhookEvents.Families))}");
    }

    /// <returns>What is wrong with the address; null when nothing is. What its name leads to is looked at when something is sent.</returns>
    public static string? Objection(string url, WebhookOptions options)
    {
        if (url.Length > MaxUrl || url.Any(char.IsControl) || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return $"must be an https address of at most {MaxUrl} characters, without a name, a password or a fragment";
        }

        var isLoopback = options.AllowLoopback && uri.IsLoopback;
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && isLoopback))
        {
            return "must begin with https://";
        }

        return IPAddress.TryParse(uri.IdnHost, out var address) && !PublicAddress.IsPublic(address) && !isLoopback ? "must be a public address" : null;
    }
}
