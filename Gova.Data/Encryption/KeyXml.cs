using System.Xml.Linq;

namespace Gova.Data.Encryption;

/// <summary>A data-protection key's secret part, encrypted, as it stands in its XML.</summary>
internal static class KeyXml
{
    private static readonly XName Name = "encryptedByGova";

    public static XElement Encrypt(Encryptor encryptor, string text)
    {
        var encrypted = encryptor.Encrypt(text, Purposes.DataProtectionKey, Guid.Empty);
        return new XElement(Name, new XAttribute("key", encrypted.KeyId), Convert.ToBase64String(encrypted.Bytes));
    }

    public static string Decrypt(Encryptor encryptor, XElement element) => encryptor.Decrypt(
        new EncryptedText(Convert.FromBase64String(element.Value), KeyOf(element)), Purposes.DataProtectionKey, Guid.Empty);

    /// <summary>What is encrypted within a stored key.</summary>
    public static XElement? Find(XElement stored) => stored.DescendantsAndSelf(Name).FirstOrDefault();

    /// <summary>The id of the key that encrypted it.</summary>
    public static string KeyOf(XElement element) => (string?)element.Attribute("key") ?? "";
}
