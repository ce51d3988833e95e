using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ServiceAccounts.Storage.Issuances.Spill;

/// <summary>
/// A file to which records are only added, each synced before it counts: its length (4 bytes, big-endian), the first 8 bytes of the
/// SHA-256 of its content, its content. What a crash cut short at the end was never answered for. One process at a time has it open.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const int HeadLength = 4 + 8;

    // Far more than a batch takes; a length that says more is no length.
    private const int MaxRecord = 256 * 1024 * 1024;

    private readonly FileStream _file;

    private SpillFile(FileStream file) => (_file, Length) = (file, RandomAccess.GetLength(file.SafeFileHandle));

    /// <summary>Where it is.</summary>
    public string Path => _file.Name;

    /// <summary>How long it is, in bytes: what was cut short included, where it was not this process that wrote it.</summary>
    public long Length { get; private set; }

    /// <summary>Makes a new one, for the owner of the process alone.</summary>
    public static SpillFile Create(string path) => new(Open(path, FileMode.CreateNew));

    /// <summary>Opens one of an earlier process; null where that one still runs, or somebody else has taken it.</summary>
    public static SpillFile? TryOpen(string path)
    {
        try
        {
            return new SpillFile(Open(path, FileMode.Open));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>How many bytes a content takes.</summary>
    public static long SpaceOf(byte[] content) => HeadLength + content.Length;

    /// <summary>Adds a record; when this returns it survives a power cut. Where it throws, nothing has been added.</summary>
    public void Append(byte[] content)
    {
        var record = new byte[HeadLength + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(record, content.Length);
        SumOf(content).CopyTo(record.AsSpan(4));
        content.CopyTo(record, HeadLength);
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, record, Length);
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }
        catch (IOException)
        {
            // What is there of it must not be taken for a record after the next crash.
            RandomAccess.SetLength(_file.SafeFileHandle, Length);
            throw;
        }

        Length += record.Length;
    }

    /// <summary>The content at a place, which is then the next one; null at the end. Throws where a whole record is not what was written.</summary>
    public byte[]? Read(ref long at)
    {
        var head = new byte[HeadLength];
        if (Length - at < HeadLength || RandomAccess.Read(_file.SafeFileHandle, head, at) < HeadLength)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is < 0 or > MaxRecord)
        {
            throw new InvalidDataException($"At byte {at} there is no record.");
        }

        if (Length - at - HeadLength < length)
        {
            return null;
        }

        var content = new byte[length];
        var read = 0;
        while (read < length && RandomAccess.Read(_file.SafeFileHandle, content.AsSpan(read), at + HeadLength + read) is > 0 and var more)
        {
            read += more;
        }

        if (!head.AsSpan(4).SequenceEqual(SumOf(content)))
        {
            throw new InvalidDataException($"The record at byte {at} is not as it was written.");
        }

        at += HeadLength + length;
        return content;
    }

    /// <summary>Forgets all records.</summary>
    public void Clear()
    {
        RandomAccess.SetLength(_file.SafeFileHandle, 0);
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        Length = 0;
    }

    /// <summary>Closes and deletes it.</summary>
    public void Delete()
    {
        // While it is locked: nobody else opens it in between.
        File.Delete(Path);
        Dispose();
    }

    /// <summary>Closes it under another name, under which nobody looks for it.</summary>
    public void PutAside(string path)
    {
        File.Move(Path, path, overwrite: true);
        Dispose();
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private static byte[] SumOf(byte[] content) => SHA256.HashData(content)[..8];

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
