using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Gova.Api.Http;

/// <summary>A kind of error (RFC 9457). Clients may branch on <see cref="Type"/>: it does not change.</summary>
internal sealed record Problem(string Name, int Status, string Title)
{
    public string Type => $"urn:gova:problem:{Name}";
}

/// <summary>Every kind of error that the api answers with.</summary>
internal static class Problems
{
    public static readonly Problem Validation = new("validation", 400, "Some values are not acceptable.");
    public static readonly Problem MalformedRequest = new("malformed-request", 400, "The request cannot be read.");
    public static readonly Problem Unauthenticated = new("unauthenticated", 401, "Sign in first.");
    public static readonly Problem InvalidCredentials = new("invalid-credentials", 401, "The e-mail address or the password is wrong.");
    public static readonly Problem InvalidCode = new("invalid-code", 400, "The code is wrong, was used, or is no longer good.");
    public static readonly Problem SessionOver = new("session-over", 401, "The session is over: sign in again.");
    public static readonly Problem Csrf = new("csrf", 403, "The request does not prove that it comes from this site.");
    public static readonly Problem InsufficientScope = new("insufficient-scope", 403, "The api key may not do that.");
    public static readonly Problem RoleTooLow = new("role-too-low", 403, "Your role with this moderator does not allow that.");
    public static readonly Problem EmailNotVerified = new("email-not-verified", 403, "Prove first that the e-mail address is yours.");
    public static readonly Problem ServerNotAllowed = new("server-not-allowed", 403, "This installation does not moderate that server.");
    public static readonly Problem NotFound = new("not-found", 404, "There is nothing here.");
    public static readonly Problem AccountTaken = new("account-taken", 409, "The username or the e-mail address is in use.");
    public static readonly Problem AddressUnproven = new("address-unproven", 409, "Prove your e-mail address first.");
    public static readonly Problem AddressProven = new("address-proven", 409, "Your e-mail address is proven already.");
    public static readonly Problem TooManyApiKeys = new("too-many-api-keys", 409, "You have as many api keys as an account may have.");
    public static readonly Problem NameTaken = new("name-taken", 409, "You have a moderator of that name already.");
    public static readonly Problem ModeratorLimit = new("moderator-limit", 409, "Your tier allows no more moderators.");
    public static readonly Problem RunningLimit = new("running-limit", 409, "The tier lets no more moderators run.");
    public static readonly Problem ServerTaken = new("server-taken", 409, "That server has a moderator already.");
    public static readonly Problem InvalidTransition = new("invalid-transition", 409, "That is not possible in the present status.");
    public static readonly Problem ActionClaimed = new("action-claimed", 409, "Another reviewer has claimed the action.");
    public static readonly Problem BotNotInServer = new("bot-not-in-server", 409, "The bot is not in that server: invite it first.");
    public static readonly Problem AlreadyInTeam = new("already-in-team", 409, "That account is in the team already.");
    public static readonly Problem AlreadyInvited = new("already-invited", 409, "That address is invited already.");
    public static readonly Problem TooManyInvitations = new("too-many-invitations", 409, "Too many invitations wait for an answer.");
    public static readonly Problem OwnerStays = new("owner-stays", 409, "The owner cannot leave the team.");
    public static readonly Problem NotUndoable = new("not-undoable", 409, "That action cannot be undone.");
    public static readonly Problem TooManyBacktests = new("too-many-backtests", 409, "Too many backtests wait or run.");
    public static readonly Problem TooManyStreams = new("too-many-streams", 429, "Too many streams are open.");
    public static readonly Problem ConcurrentChange = new("concurrent-change", 409, "Somebody else changed it at the same moment.");
    public static readonly Problem TooManyWebhooks = new("too-many-webhooks", 409, "The moderator has as many webhooks as it may.");
    public static readonly Problem ContactClosed = new("contact-closed", 503, "This installation takes no messages here.");
    public static readonly Problem NotConnected = new("not-connected", 409, "Link your Discord account first, or anew.");
    public static readonly Problem DiscordNotConfigured = new("discord-not-configured", 503, "This installation links no Discord accounts.");
    public static readonly Problem DiscordUnavailable = new("discord-unavailable", 503, "Discord cannot be asked just now: try again.");
    public static readonly Problem AlreadySubscribed = new("already-subscribed", 409, "The account has a subscription, or its tier without one.");
    public static readonly Problem NoSubscription = new("no-subscription", 409, "The account has no subscription.");
    public static readonly Problem BillingNotConfigured = new("billing-not-configured", 503, "This installation sells nothing.");
    public static readonly Problem BillingUnavailable = new("billing-unavailable", 503, "Payments cannot be seen to just now: try again.");
    public static readonly Problem EventTooOld = new("event-too-old", 410, "The stream does not go back to that event.");
    public static readonly Problem PreconditionFailed = new("precondition-failed", 412, "It has changed since you read it.");
    public static readonly Problem RateLimited = new("rate-limited", 429, "Too many requests.");

    private static readonly Dictionary<int, Problem> ByStatus =
        new[] { MalformedRequest, Unauthenticated, NotFound, RateLimited }.ToDictionary(problem => problem.Status);

    public static ProblemHttpResult Result(Problem problem, string? detail = null) =>
        TypedResults.Problem(detail, statusCode: problem.Status, title: problem.Title, type: problem.Type);

    /// <summary>Too many requests, and when to come again.</summary>
    public static ProblemHttpResult TooMany(HttpContext http, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Result(RateLimited, $"Try again in {seconds} seconds.");
    }

    /// <summary>The problem of a status that no handler explained.</summary>
    public static Problem Of(int status) => ByStatus.GetValueOrDefault(status)
        ?? new Problem(
            ReasonPhrases.GetReasonPhrase(status).ToLowerInvariant().Replace(' ', '-'), status, ReasonPhrases.GetReasonPhrase(status));

    /// <summary>Gives the problems that the framework writes our types.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var details = context.ProblemDetails;
        if (details.Type?.StartsWith("urn:gova:", StringComparison.Ordinal) != true)
        {
            var problem = Of(details.Status ?? context.HttpContext.Response.StatusCode);
            details.Type = problem.Type;
            details.Title = problem.Title;
        }
    }
}
