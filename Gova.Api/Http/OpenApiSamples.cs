using System.Text.Json.Nodes;

namespace Gova.Api.Http;

/// <summary>What the members of requests and answers and the parameters hold in the description's examples, by their names.</summary>
internal static class OpenApiSamples
{
    private static readonly JsonObject ByName = JsonNode.Parse(
        """
        {
          "action": "moderator.updated",
          "action_params": { "duration": 600 },
          "action_type": "timeout",
          "author_name": "Ada",
          "channel": "112233445566778899",
          "channel_id": "112233445566778899",
          "code": "K7QM2X",
          "conf": {
            "guidelines": "Be kind. No insults, no slurs, no advertising of other servers.",
            "server_summary": "A community of people who restore old radios.",
            "actions": [{ "type": "timeout", "requires_approval": true }]
          },
          "config_version": 3,
          "content": "You are all idiots.",
          "current_password": "correct horse battery",
          "cursor": null,
          "decided_by": "rule",
          "description": "Keeps the peace.",
          "email": "ada@example.org",
          "error": null,
          "error_msg": null,
          "event_types": ["evaluation.created", "action.completed"],
          "from": "2026-11-13T00:00:00Z",
          "guild_id": "998877665544332211",
          "has_next": true,
          "interval": "day",
          "label": "rules.links",
          "labels": { "insult": 0.93 },
          "limit": 50,
          "message": "I would like to know more about it.",
          "message_id": "1122334455667788990",
          "name": "Keeper of the radio club",
          "new_email": "ada.lovelace@example.org",
          "new_password": "a longer and better one",
          "new_username": "ada_l",
          "next_cursor": null,
          "page": 1,
          "password": "correct horse battery",
          "platform": "discord",
          "platform_server_id": "998877665544332211",
          "platform_user_id": "424242424242424242",
          "pricing_tier": "FREE",
          "reason": "An insult against everybody.",
          "role": "reviewer",
          "scopes": ["moderators:read", "evaluations:read"],
          "severity": 0.82,
          "severity_score": 0.82,
          "size": 1,
          "skip": 0,
          "subject": "A question",
          "text": "You are all idiots.",
          "time_zone": "Europe/Berlin",
          "timeframe": "1w",
          "title": "A raid may be going on.",
          "to": "2026-11-20T00:00:00Z",
          "total": 1,
          "until": "2026-11-20T00:00:00Z",
          "url": "https://hooks.example.org/gova",
          "user": "424242424242424242",
          "username": "ada"
        }
        """)!.AsObject();

    public static bool Has(string name) => ByName.ContainsKey(name);

    public static JsonNode? Of(string name) => ByName[name]?.DeepClone();
}
