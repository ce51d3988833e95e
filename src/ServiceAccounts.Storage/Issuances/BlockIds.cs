using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Storage.Issuances;

/// <summary>Takes ids apart, so that their parts compress.</summary>
internal static class BlockIds
{
    private const int ClientIdDigits = 12;

    public static long TimeOf(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        return ((long)bytes[0] << 40) | ((long)bytes[1] << 32) | ((long)bytes[2] << 24) | ((long)bytes[3] << 16) | ((long)bytes[4] << 8) | bytes[5];
    }

    public static byte[] RestOf(Guid id) => id.ToByteArray(bigEndian: true)[6..];

    public static byte[] ReadBytes(BinaryReader input, int length) =>
        input.ReadBytes(length) is var bytes && bytes.Length == length ? bytes : throw new EndOfStreamException();

    public static Guid Join(long time, byte[] rest) => new(
        [(byte)(time >> 40), (byte)(time >> 32), (byte)(time >> 24), (byte)(time >> 16), (byte)(time >> 8), (byte)time, .. rest],
        bigEndian: true);

    /// <summary>A client id of our form is 6 bytes; any other is a text.</summary>
    public static void WriteClientId(BinaryWriter output, string clientId)
    {
        var ours = CredentialFormat.IsClientId(clientId);
        output.Write(ours);
        if (ours)
        {
            output.Write(Convert.FromHexString(clientId.AsSpan(clientId.Length - ClientIdDigits)));
        }
        else
        {
            output.Write(clientId);
        }
    }

    public static string ReadClientId(BinaryReader input) => input.ReadBoolean()
        ? CredentialFormat.ClientIdPrefix + Convert.ToHexStringLower(ReadBytes(input, ClientIdDigits / 2))
        : input.ReadString();
}
