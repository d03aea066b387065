namespace Gova.Data;

/// <summary>The one way in which an entity refuses a change of status; the api answers it with 409.</summary>
public class InvalidTransitionException(string entity, string from, string to)
    : Exception($"The {entity} is {from.ToLowerInvariant()} and cannot become {to.ToLowerInvariant()}.");
