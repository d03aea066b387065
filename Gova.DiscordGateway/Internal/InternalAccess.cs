using System.Security.Cryptography;
using System.Text;
using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord.Rest;
using Microsoft.Extensions.Options;

namespace Gova.DiscordGateway.Internal;

/// <summary>Lets in who knows the internal key, and answers for Discord where it does not.</summary>
internal sealed partial class InternalAccess(IOptions<InternalOptions> options, ILogger<InternalAccess> logger) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    /// <summary>As middleware: a filter would run after the body of a stranger's request has been read.</summary>
    public Task CheckKeyAsync(HttpContext http, RequestDelegate next) =>
        options.Value.Key.Length == 0 ? InternalProblems.Closed.ExecuteAsync(http)
        : IsKnown(http.Request.Headers.Authorization.ToString()) ? next(http)
        : InternalProblems.Unauthenticated.ExecuteAsync(http);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && (Trouble.IsTemporary(e) || e is DiscordApiException))
        {
            Log.Unanswered(logger, http.Request.Path, e.Message);
            return InternalProblems.DiscordUnavailable;
        }
    }

    /// <summary>Hashed first: comparing tells nothing of the key, not even its length.</summary>
    private bool IsKnown(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(authorization[Scheme.Length..]), Hash(options.Value.Key));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Path} could not be answered: {Reason}")]
        public static partial void Unanswered(ILogger logger, string path, string reason);
    }
}
