import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** A MongoDB-wire server in memory, for tests: `java MongoDbServer PORT`. It listens on this machine alone. */
public final class MongoDbServer {
  /** The oldest that the Node driver speaks to; the server's own constants are older, or newer than what it can do. */
  private static final MongoVersion VERSION_4_4 = new MongoVersion() {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    @Override
    public int getWireVersion() {
      return 9;
    }
  };

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    MongoServer server = new MongoServer(new MemoryBackend().version(VERSION_4_4));
    server.bind("127.0.0.1", port);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    System.out.println("listening: mongodb://127.0.0.1:" + port);
  }
}
