namespace Gova.Simulators.Discord.Gateway;

/// <summary>Offers an event to every living session. Callers hold the world's lock, which orders the events.</summary>
internal sealed class EventDispatcher(SessionRegistry sessions)
{
    public void Publish(GatewayEvent happened)
    {
        foreach (var session in sessions.Living())
        {
            if (session.Wants(happened))
            {
                session.Append(happened.Type, happened.DataFor(session.Intents));
            }
        }
    }
}
