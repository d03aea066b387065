namespace Gova.Simulators.Community;

/// <summary>Names for any number of members.</summary>
internal static class MemberNames
{
    private static readonly string[] First =
    [
        "Ada", "Bruno", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Liam", "Mara", "Nils", "Olga", "Pavel",
        "Quinn", "Rosa", "Sami", "Tilda",
    ];

    private static readonly string[] Second = ["Oakley", "Chips", "Sander", "Bevel", "Grain", "Burl", "Plank", "Rasp", "Tenon", "Varnish"];

    public static (string Username, string Display) Of(int number)
    {
        var (first, second) = (First[number % First.Length], Second[number / First.Length % Second.Length]);
        var round = number / (First.Length * Second.Length);
        var suffix = round == 0 ? "" : $"{round + 1}";
        return ($"{first}_{second}{suffix}".ToLowerInvariant(), $"{first} {second}{suffix}");
    }
}
