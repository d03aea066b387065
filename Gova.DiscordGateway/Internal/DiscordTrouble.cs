using Gova.DiscordGateway.Actions;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Internal;

/// <summary>Answers for Discord where it does not.</summary>
internal sealed partial class DiscordTrouble(ILogger<DiscordTrouble> logger) : IEndpointFilter
{
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
            return GatewayProblems.DiscordUnavailable;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Path} could not be answered: {Reason}")]
        public static partial void Unanswered(ILogger logger, string path, string reason);
    }
}
