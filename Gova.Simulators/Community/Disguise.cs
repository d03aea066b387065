namespace Gova.Simulators.Community;

/// <summary>Hides a word from a plain filter: look-alike digits, or gaps between the letters.</summary>
internal static class Disguise
{
    private static readonly Dictionary<char, char> LookAlikes = new() { ['i'] = '1', ['o'] = '0', ['e'] = '3', ['a'] = '4', ['s'] = '5' };
    private static readonly string[] Gaps = [" ", ".", "-", "_"];

    public static string Apply(string word, Random random) => random.Next(2) == 0
        ? string.Concat(word.Select(letter => LookAlikes.GetValueOrDefault(letter, letter)))
        : string.Join(Gaps[random.Next(Gaps.Length)], word.ToCharArray());
}
