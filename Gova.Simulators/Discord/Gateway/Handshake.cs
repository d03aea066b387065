using Microsoft.Extensions.Options;

namespace Gova.Simulators.Discord.Gateway;

/// <summary>Decides on identify and resume: a session to serve, an invalid session (null), or a close code (thrown).</summary>
internal sealed class Handshake(
    SessionRegistry sessions, SessionGreeter greeter, IdentifyQuota identifies, GatewayFaults faults, IOptions<SimulatorOptions> options)
{
    public SessionStart? Identify(GatewayFrame frame, string resumeUrl)
    {
        var identify = IdentifyRequest.Parse(frame, faults.AllowedIntents);
        EnsureToken(identify.Token);
        faults.CountIdentify();
        return identifies.TrySpend(identify.Shard) ? new SessionStart(greeter.Open(identify, resumeUrl), FirstSequence: 1, ResumedSequence: null) : null;
    }

    public SessionStart? Resume(GatewayFrame frame)
    {
        var (token, id, seen) = (frame.RequiredString("token"), frame.RequiredString("session_id"), frame.RequiredInteger("seq"));
        EnsureToken(token);
        faults.CountResume();
        if (sessions.Find(id) is not { } session)
        {
            return null;
        }

        if (faults.TakeRefusedResume())
        {
            sessions.Invalidate(session);
            return faults.RefuseResumeWith is { } code ? throw new GatewayCloseException((CloseCode)code, "Resume refused.") : null;
        }

        if (seen < 0 || seen > session.LastSequence)
        {
            sessions.Invalidate(session);
            throw new GatewayCloseException(CloseCode.InvalidSequence, "Invalid seq.");
        }

        if (!session.CanReplayAfter(seen))
        {
            sessions.Invalidate(session);
            return null;
        }

        return new SessionStart(session, seen + 1, session.Append("RESUMED", "{\"_trace\":[]}"u8.ToArray()));
    }

    private void EnsureToken(string token)
    {
        if (token != options.Value.DiscordToken)
        {
            throw new GatewayCloseException(CloseCode.AuthenticationFailed, "Authentication failed.");
        }
    }
}

/// <summary>A session and where its events begin for this connection.</summary>
internal sealed record SessionStart(GatewaySession Session, long FirstSequence, long? ResumedSequence);
