using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Data.Encryption;

/// <summary>Encrypts data-protection keys before they are stored.</summary>
internal sealed class KeyEncryptor(Encryptor encryptor) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(KeyXml.Encrypt(encryptor, plaintextElement.ToString(SaveOptions.DisableFormatting)), typeof(KeyDecryptor));
}

/// <summary>Its counterpart, which the framework finds by the name that stands in the stored XML, and makes with this constructor.</summary>
internal sealed class KeyDecryptor : IXmlDecryptor
{
    private readonly Encryptor _encryptor;

    public KeyDecryptor(IServiceProvider services) => _encryptor = services.GetRequiredService<Encryptor>();

    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(KeyXml.Decrypt(_encryptor, encryptedElement));
}
